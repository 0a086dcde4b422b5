import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Normalized } from "@lastgood/normalize";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import type { ExpiryPlace, Store } from "./store.ts";
import { describeStores } from "./test/dialects.ts";
import { makePolicyRun, makeSession, SEEN } from "./test/make-session.ts";

const DAY = 86_400_000;
const CUT = "2026-03-01T00:00:00.000Z";
/** A time so many days before the cut; negative: after it. */
const before = (days: number) => new Date(Date.parse(CUT) - days * DAY).toISOString();

async function expireAll(store: Store, rows = 7): Promise<number> {
  let deleted = 0;
  let after: ExpiryPlace | null = null;
  do {
    const slice = await store.expire(CUT, after, rows);
    deleted += slice.deleted;
    after = slice.next;
  } while (after !== null);
  return deleted;
}

describeStores("what is older than the retention", (given) => {
  const put = (sessions: readonly Normalized[]) =>
    given.store.putSessions(sessions[0]?.session.sourceId ?? "", sessions, SEEN);
  const kept = async (sourceId: string) =>
    (await given.store.sessions({ source: [sourceId], sort: "-at", limit: 500 })).items.map(({ id }) =>
      id.slice(sourceId.length + 1),
    );

  it("goes with its record, and what is not older stays", async () => {
    const sourceId = given.newSource();
    const nights = [-2, -1, 0, 1, 2, 3].map((days) =>
      makeSession({ sourceId, id: String(days), startedAt: before(days) }),
    );
    await put(nights);
    await expireAll(given.store);
    expect(await kept(sourceId)).toEqual(["-2", "-1", "0"]);
    expect(await given.store.session(`${sourceId}:2`)).toBeNull();
    expect((await given.store.counts()).get(sourceId)).toMatchObject({ sessions: 6, expired: 3, items: 1 });
    expect(
      (await given.store.histories({ runs: 60 })).find(({ item }) => item.sourceId === sourceId),
    ).toMatchObject({
      item: { expiredAt: before(1), firstAt: before(0) },
    });
  });

  it.each<
    [string, [number, "success" | "warning" | "failed" | "canceled" | "running" | "unknown"][], number[]]
  >([
    [
      "an item's newest session",
      [
        [5, "success"],
        [6, "success"],
      ],
      [5],
    ],
    [
      "its last good one, and the failure that began its streak",
      [
        [2, "failed"],
        [3, "canceled"],
        [4, "failed"],
        [5, "warning"],
        [6, "success"],
      ],
      [2, 4, 5],
    ],
    [
      "the failure that began a streak without any good one",
      [
        [-1, "failed"],
        [3, "failed"],
        [4, "failed"],
      ],
      [-1, 4],
    ],
    [
      "nothing of a streak that ended",
      [
        [-1, "success"],
        [3, "failed"],
        [4, "failed"],
        [5, "success"],
      ],
      [-1],
    ],
    [
      "a session that runs, and the newest one that ended",
      [
        [2, "running"],
        [3, "success"],
        [4, "running"],
        [5, "success"],
      ],
      [2, 3, 4],
    ],
    [
      "a word that is not known, if it is the newest",
      [
        [2, "unknown"],
        [3, "success"],
        [4, "unknown"],
      ],
      [2, 3],
    ],
  ])("leaves %s", async (_, told, stays) => {
    const sourceId = given.newSource();
    const sessions = told.map(([days, status]) =>
      makeSession({
        sourceId,
        id: String(days),
        status,
        startedAt: before(days),
        ...(status === "running" ? { endedAt: null, durationMs: null } : {}),
      }),
    );
    await put(sessions);
    await expireAll(given.store, 1);
    expect(await kept(sourceId)).toEqual(stays.map(String));
    // Another pass finds nothing more.
    expect(await expireAll(given.store)).toBe(0);
  });

  it("leaves the run that a session which stays belongs to, so that none comes to stand alone", async () => {
    const sourceId = given.newSource();
    const at = (days: number) => ({ startedAt: before(days) });
    await put([
      ...makePolicyRun(sourceId, "newest", ["a"], at(-1)),
      ...makePolicyRun(sourceId, "left", ["a", "b"], at(5)),
      ...makePolicyRun(sourceId, "old", ["a", "b"], at(6)),
    ]);
    await expireAll(given.store, 1);
    expect((await kept(sourceId)).toSorted()).toEqual(["left", "left:b", "newest", "newest:a"]);
    const alone = await given.store.sessions({ source: [sourceId], parent: "none", sort: "-at", limit: 9 });
    expect(alone.items.map(({ id }) => id)).toEqual([`${sourceId}:newest`, `${sourceId}:left`]);
  });

  it("leaves a policy's failed run that missed a device since the device's newest session", async () => {
    const sourceId = given.newSource();
    const at = (days: number, status: "success" | "failed" = "success") => ({
      startedAt: before(days),
      status,
    });
    await put([
      ...makePolicyRun(sourceId, "now", ["a"], at(-1)),
      ...makePolicyRun(sourceId, "old", ["a"], at(2)),
      ...makePolicyRun(sourceId, "missed", [], at(3, "failed")),
      ...makePolicyRun(sourceId, "both", ["a", "b"], at(4)),
    ]);
    await expireAll(given.store);
    expect((await kept(sourceId)).toSorted()).toEqual(["both", "both:b", "missed", "now", "now:a"]);
  });

  it("goes also where it counts for no item", async () => {
    const sourceId = given.newSource();
    await put([
      makeSession({ sourceId, id: "restore", kind: "restore", startedAt: before(1) }),
      makeSession({
        sourceId,
        id: "running",
        kind: "restore",
        status: "running",
        endedAt: null,
        startedAt: before(1),
      }),
    ]);
    await expireAll(given.store);
    expect(await kept(sourceId)).toEqual(["running"]);
  });
});

let folder: string;
let store: Store;
let retentionMs: number | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-store-"));
  store = await openStore("file:store.db", { folder, retentionMs: () => retentionMs });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

it("counts once what a vendor tells again, knows what stayed, and keeps it again under a longer retention", async () => {
  const sourceId = "told-again";
  const all = [-1, 1, 2, 3, 4].map((days) =>
    makeSession({
      sourceId,
      id: String(days),
      status: days < 3 ? "failed" : "success",
      startedAt: before(days),
    }),
  );
  retentionMs = null;
  await store.putSessions(sourceId, all, SEEN);
  const whole = { sessions: 5, expired: 2 };
  await expireAll(store);
  expect((await store.counts()).get(sourceId)).toMatchObject(whole);

  retentionMs = Date.parse(SEEN) - Date.parse(CUT);
  for (const told of [all, all.toReversed()]) {
    expect(await store.putSessions(sourceId, told, SEEN)).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 3,
      expired: 2,
    });
    expect((await store.counts()).get(sourceId)).toMatchObject(whole);
  }

  retentionMs = null;
  expect(await store.putSessions(sourceId, all, SEEN)).toMatchObject({ added: 2, expired: 0 });
  expect((await store.counts()).get(sourceId)).toMatchObject({ sessions: 5, expired: 0 });
});

it("keeps of what comes too old only what an item's state rests on", async () => {
  const sourceId = "first-fill";
  retentionMs = Date.parse(SEEN) - Date.parse(CUT);
  const old = [1, 2, 3].map((days) => makeSession({ sourceId, id: String(days), startedAt: before(days) }));
  expect(await store.putSessions(sourceId, old, SEEN)).toMatchObject({ added: 1, expired: 2 });
  expect((await store.counts()).get(sourceId)).toMatchObject({ sessions: 3, expired: 2, items: 1 });
  const { items } = await store.sessions({ source: [sourceId], sort: "-at", limit: 9 });
  expect(items.map(({ id }) => id)).toEqual([`${sourceId}:1`]);
});
