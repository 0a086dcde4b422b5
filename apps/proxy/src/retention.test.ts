import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Normalized, Status } from "@lastgood/normalize";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Board, createBoard } from "./board.ts";
import type { Config, ExpectRule } from "./config-types.ts";
import type { SourceFacts } from "./insight/facts.ts";
import { nextQuietHour, passRetention, startRetention } from "./retention.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { makePolicyRun, makeSession } from "./store/test/make-session.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-03-21T09:00:00.000Z");
const SEEN = new Date(NOW).toISOString();
const RETENTION = 10 * DAY;

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-retention-"));
  store = await openStore("file:store.db", { folder, retentionMs: () => keptFor });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Null while a history is written that is to lose its old sessions afterwards. */
let keptFor: number | null = null;

const config = (expectRules: ExpectRule[] = []): Config => ({
  server: { host: "127.0.0.1", port: 0, allowOpen: false, timeZone: "Europe/Berlin", dayStartsAt: "12:00" },
  store: { url: "file:store.db", retentionMs: RETENTION },
  sources: [],
  clients: [],
  expect: expectRules,
  demo: false,
  file: null,
  warnings: [],
});

const changes = { elsewhere: async () => {} };
const pass = () =>
  passRetention(
    { store, config: () => config(), changes, now: () => NOW, pause: async () => {} },
    new AbortController().signal,
  );

function boardOf(sourceId: string, everyMs: number | null): Board {
  const facts: SourceFacts = {
    id: sourceId,
    name: sourceId,
    vendor: "nable",
    everyMs: 15 * 60_000,
    disabledSince: null,
    sweepMs: 0,
    lastGoodPollAt: NOW,
    trouble: null,
    timeZone: "Europe/Berlin",
  };
  const rule = { source: sourceId, device: null, policy: null, workload: null, everyMs };
  return createBoard({
    store,
    config: () => config([rule]),
    sourceFacts: (id) => (id === sourceId ? facts : null),
    now: () => NOW,
  });
}

/** Every item's state as the board reads it from what is stored. */
async function statesOf(sourceId: string, itemIds: string[], everyMs: number | null) {
  const board = boardOf(sourceId, everyMs);
  await board.refresh({ itemIds, reads: [], inventory: false });
  return board
    .entries(NOW)
    .filter(({ item }) => item.sourceId === sourceId)
    .map(({ item }) => ({
      id: item.id,
      state: item.state,
      lastGood: item.lastGood?.id,
      lastSession: item.lastSession?.id,
      flags: item.lastSession?.flags,
      // A run of its policy that missed a device may stand at the beginning of the device's streak.
      failingSince: item.policy === null ? item.failingSince : null,
    }))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

const status = fc.constantFrom<Status>(
  "success",
  "success",
  "warning",
  "failed",
  "interrupted",
  "unknown",
  "running",
);

/** A session every eight hours at most, so that none is the retry of another. */
const ownRuns = fc.uniqueArray(
  fc.record({
    slot: fc.integer({ min: 1, max: 66 }),
    status,
    transferredBytes: fc.constantFrom(null, 0, 100, 10_000),
  }),
  { selector: ({ slot }) => slot, minLength: 1, maxLength: 40 },
);
const policyRuns = fc.uniqueArray(
  fc.record({ slot: fc.integer({ min: 1, max: 66 }), status, devices: fc.subarray(["a", "b"]) }),
  { selector: ({ slot }) => slot, maxLength: 15 },
);

const startOf = (slot: number) => new Date(NOW - slot * 8 * HOUR).toISOString();
const unended = (status: Status) => (status === "running" ? { endedAt: null, durationMs: null } : {});

let sources = 0;
it("leaves every item the state it had, and tells nothing anew when all is sent again", async () => {
  await fc.assert(
    fc.asyncProperty(ownRuns, policyRuns, fc.constantFrom(null, DAY), async (own, ofPolicy, everyMs) => {
      const sourceId = `s${++sources}`;
      const sessions: Normalized[] = own.map(({ slot, ...run }) =>
        makeSession({
          sourceId,
          id: String(slot),
          startedAt: startOf(slot),
          ...unended(run.status),
          ...run,
        }),
      );
      const runs = ofPolicy.flatMap(({ slot, devices, status }) =>
        makePolicyRun(`${sourceId}p`, String(slot), devices, {
          startedAt: startOf(slot),
          status,
          ...unended(status),
        }),
      );
      keptFor = null;
      const itemIds: string[] = [];
      for (const [id, told] of [
        [sourceId, sessions],
        [`${sourceId}p`, runs],
      ] as const) {
        itemIds.push(...(await store.putSessions(id, told, SEEN)).itemIds);
        await store.putRead(id, null, SEEN);
      }
      const states = async () => [
        ...(await statesOf(sourceId, itemIds, everyMs)),
        ...(await statesOf(`${sourceId}p`, itemIds, everyMs)),
      ];
      const before = await states();
      await pass();
      expect(await states()).toEqual(before);

      keptFor = RETENTION;
      const counts = await store.counts();
      for (const [id, told] of [
        [sourceId, sessions],
        [`${sourceId}p`, runs],
      ] as const) {
        if (told.length === 0) continue;
        const { sessions: all = 0, expired = 0 } = counts.get(id) ?? {};
        expect(all).toBe(told.length);
        expect(await store.putSessions(id, told, SEEN)).toMatchObject({
          added: 0,
          unchanged: all - expired,
          expired,
        });
      }
      expect(await store.counts()).toEqual(counts);
      expect(await states()).toEqual(before);
    }),
    { numRuns: 40 },
  );
}, 120_000);

it("begins five minutes after the start, then at the quiet hour of each day, and stops in a pause", async () => {
  const asked: string[] = [];
  const waits: number[] = [];
  let now = NOW;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const retention = startRetention({
    store: {
      expire: async (cut) => {
        asked.push(cut);
        return { deleted: 0, next: null, tookMs: 1 };
      },
      giveBack: async () => ({ freed: 0, tookMs: 1 }),
    },
    config: () => config(),
    changes,
    now: () => now,
    log: { info: () => {}, error: () => {} },
    pause: async (ms) => {
      waits.push(ms);
      now += ms;
      if (waits.length === 3) await stopped;
    },
  });
  await new Promise(setImmediate);
  const stopping = retention.stop();
  stop();
  await stopping;
  // 10:05 in Berlin, then 18:00 of that day, then of the next.
  expect(waits).toEqual([5 * 60_000, 8 * HOUR - 5 * 60_000, DAY]);
  expect(asked).toEqual(["2026-03-11T00:00:00.000Z", "2026-03-11T00:00:00.000Z"]);
});

it("is next quiet six hours into a backup day, whatever the zone", () => {
  const rule = { timeZone: "Asia/Kolkata", dayStartsAt: "00:00" };
  expect(new Date(nextQuietHour(rule, NOW)).toISOString()).toBe("2026-03-22T00:30:00.000Z");
});

it("makes slices smaller when one took long, larger when it did not, and pauses three times as long", async () => {
  const sizes: number[] = [];
  const pauses: number[] = [];
  const took = [80, 5, 20, 20];
  await passRetention(
    {
      store: {
        expire: async (_, __, rows) => {
          sizes.push(rows);
          const tookMs = took[sizes.length - 1] as number;
          return { deleted: 1, next: sizes.length < 4 ? { at: 1, key: 1 } : null, tookMs };
        },
        giveBack: async () => ({ freed: 0, tookMs: 1 }),
      },
      config: () => config(),
      changes,
      now: () => NOW,
      pause: async (ms) => {
        pauses.push(ms);
      },
    },
    new AbortController().signal,
  );
  expect(sizes).toEqual([50, 13, 20, 20]);
  expect(pauses).toEqual([240, 15, 60]);
});
