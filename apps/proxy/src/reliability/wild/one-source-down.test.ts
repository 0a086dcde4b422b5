import { VENDORS } from "@lastgood/normalize";
import { createSimulator, createWorld, serveSimulator, simulatorSource } from "@lastgood/simulators";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { createBoard } from "../../board.ts";
import type { Config } from "../../config-types.ts";
import type { List, ProtectedItem, Source } from "../../contract.ts";
import { createChanges } from "../../events/changes.ts";
import { createEvents } from "../../events/events.ts";
import { createPoller, type Poller } from "../../poller/poller.ts";
import { createReader } from "../../poller/readers.ts";
import { requests, testConfig } from "../../routes/test-app.ts";
import { Secret } from "../../secret.ts";
import { createHttp } from "../../vendors/http.ts";
import { testSource } from "../../vendors/test-server.ts";
import { room } from "../room.ts";

const EVERY = 400;
const DOWN = "veeam-azure";
/** What a silent source waits before it gives up: as long as ten polls of the others. */
const PATIENCE = 10 * EVERY;

it("one source that answers nothing says why, and holds the other three up by no poll", async () => {
  await using given = await room();
  const at = Date.now();
  const devices = { nable: 2, azure: 2, enterpriseManager: 2, unitrends: 2 };
  const world = createWorld({ now: () => at, days: 2, devices });
  const simulators = VENDORS.map((vendor) => createSimulator(vendor, world));
  const served = await Promise.all(simulators.map((simulator) => serveSimulator(simulator)));
  const sources = simulators.map((simulator, n) => {
    const { apiKey, password, ...entry } = simulatorSource(simulator, served[n]?.url ?? "");
    const secrets = {
      apiKey: apiKey ? new Secret(apiKey) : null,
      password: password ? new Secret(password) : null,
    };
    return testSource({ ...entry, ...secrets, everyMs: EVERY });
  });
  const config: Config = { ...testConfig(), sources };
  const { store } = given;
  const log = pino({ level: "silent" });
  let poller: Poller | null = null;
  const board = createBoard({
    store,
    config: () => config,
    sourceFacts: (id) => poller?.facts(id) ?? null,
    now: Date.now,
  });
  const events = createEvents();
  const changes = createChanges({ board, events, onError: () => {} });
  const polls = new Map<string, number[]>();
  events.subscribe(({ sourceIds }) => {
    for (const id of sourceIds) {
      const at = made.health().find(({ config: one }) => one.id === id)?.record.lastPolledAt;
      const known = polls.get(id) ?? [];
      if (at && known.at(-1) !== Date.parse(at)) polls.set(id, [...known, Date.parse(at)]);
    }
  });
  const made = createPoller({
    config: () => config,
    store,
    changes,
    records: [],
    createReader: (source) =>
      createReader(source, Date.now, () => {}, createHttp(source, { timeouts: { overallMs: PATIENCE } })),
    now: Date.now,
    random: Math.random,
    log,
  });
  poller = made;
  const { health } = made;
  const ask = requests({
    config: () => config,
    store,
    board,
    events,
    now: Date.now,
    version: "0",
    log,
    health,
  });
  const told = async () => ((await (await ask("/api/sources")).json()) as List<Source>).items;
  const down = simulators.find(({ vendor }) => vendor === DOWN);
  const idOf = (vendor: string) => sources.find((source) => source.vendor === vendor)?.id ?? "";

  try {
    await board.refresh(null);
    made.start();
    await vi.waitFor(
      async () => {
        for (const { state } of await told()) expect(state).toBe("ok");
      },
      { timeout: 15_000 },
    );
    down?.setFault({ pace: "silent" });
    const from = Date.now();
    await vi.waitFor(
      async () => {
        const source = (await told()).find(({ vendor }) => vendor === DOWN);
        expect(source).toMatchObject({ state: "failing", error: { kind: "timeout" } });
        expect(source?.error?.message).toMatch(/^no answer from 127\.0\.0\.1:\d+ within 4 s$/);
        expect(Date.parse(source?.nextPollAt ?? "")).toBeGreaterThan(from);
      },
      { timeout: 15_000 },
    );
    const waited = Date.now() - from;

    expect(waited).toBeGreaterThan(PATIENCE / 2);
    for (const vendor of VENDORS.filter((one) => one !== DOWN)) {
      const ends = (polls.get(idOf(vendor)) ?? []).filter((time) => time >= from);
      // A poll takes its own time as well; none waits for another source's.
      expect(ends.length).toBeGreaterThan(3);
      const gaps = ends.slice(1).map((time, n) => time - (ends[n] as number));
      expect(Math.max(...gaps)).toBeLessThan(PATIENCE);
      expect((await told()).find((one) => one.vendor === vendor)).toMatchObject({ state: "ok", error: null });
    }
    const { items } = (await (await ask("/api/protected-items?limit=500")).json()) as List<ProtectedItem>;
    const dark = items.filter((item) => item.vendor === DOWN);
    expect(dark.length).toBeGreaterThan(0);
    for (const { state, reason } of dark) {
      expect(["unknown", "failed"]).toContain(state);
      expect(reason).toContain("not read for");
    }
  } finally {
    down?.setFault(null);
    await made.stop();
    await Promise.all(served.map((one) => one.close()));
  }
}, 60_000);
