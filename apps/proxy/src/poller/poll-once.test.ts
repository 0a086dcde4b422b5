import { describe, expect, it } from "vitest";
import type { Session } from "../contract.ts";
import { makeSession } from "../store/test/make-session.ts";
import type { Reading } from "./reading.ts";
import { type Bench, bench, MINUTE, NOW, outcome, scripted, vendorError, whole } from "./test-poller.ts";

const HOUR = 60 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString();

/** A run of the one item, ended so long ago. */
function run(id: string, agoMs: number, status: Session["status"] = "success", now = NOW) {
  const times = {
    startedAt: iso(now - agoMs - MINUTE),
    endedAt: status === "running" ? null : iso(now - agoMs),
  };
  return makeSession({ sourceId: "test", id, status, ...times });
}

const sessions = (...made: ReturnType<typeof run>[]): Reading => ({
  kind: "sessions",
  outcome: outcome(made),
});
const nights = (from = 1) =>
  Array.from({ length: 10 }, (_, n) => run(`n${n + from}`, (n + from) * 24 * HOUR));
const cutOff = (...made: ReturnType<typeof run>[]): Reading => ({
  kind: "sessions",
  outcome: outcome(made, { failure: { kind: "cut-off", message: "the reply ends in a record", code: null } }),
});

const recordOf = async ({ store }: Bench) => (await store.sources())[0];
const stateOf = ({ board, clock }: Bench) => board.entries(clock.now)[0]?.item;
const idsOf = async ({ store }: Bench) =>
  (await store.sessions({ sort: "-at", limit: 500 })).items.map(({ id }) => id);

async function poll(given: Bench, laterMs = 0): Promise<void> {
  given.clock.now += laterMs;
  await given.poller.pollNow("test");
}

describe("a complete poll", () => {
  it("keeps sessions, rejects, repeats, inventory and what was read in whole: nothing is lost on the way", async () => {
    const device = { id: "test:dev", name: "renamed", kind: "server" } as const;
    const never = { id: "test:new", name: "new", kind: null } as const;
    const reader = scripted(() => [
      {
        kind: "inventory",
        inventory: {
          devices: [device, never].map((one) => ({ device: one, client: null, site: null, protected: true })),
          policies: [],
        },
      },
      {
        kind: "sessions",
        outcome: outcome([run("1", HOUR)], {
          rejects: [{ vendor: "nable", index: 1, reason: "no id", record: "<x/>" }],
          repeated: [{ format: "xml", text: "<again/>" }],
        }),
        whole: { deviceIds: ["test:dev"] },
      },
    ]);
    await using given = await bench({ test: reader });
    await poll(given);
    const counts = (await given.store.counts()).get("test");
    expect(counts).toMatchObject({ sessions: 1, rejects: 1, repeats: 1 });
    expect((await given.store.session("test:1"))?.device?.name).toBe("renamed");
    const states = given.board.entries(NOW).map(({ item }) => [item.device?.id, item.lastReadAt]);
    expect(states).toContainEqual(["test:dev", iso(NOW)]);
    expect(states.map(([id]) => id)).toContain("test:new");
  });

  it("tells the viewers once the board knows, and names what was touched", async () => {
    await using given = await bench({ test: scripted(() => [sessions(run("1", HOUR)), whole]) });
    await poll(given);
    const told = given.published.filter(({ sessions }) => sessions > 0);
    expect(told).toMatchObject([
      { sourceIds: ["test"], deviceIds: ["test:dev"], sessions: 1, healthOnly: false },
    ]);
    await poll(given, 15 * MINUTE);
    expect(given.published.filter(({ sessions }) => sessions > 0)).toEqual(told);
  });

  it("asks on the first fill for as much as is kept, then from the start of the last complete poll", async () => {
    const reader = scripted(() => [whole]);
    await using given = await bench({ test: reader });
    await poll(given);
    await poll(given, 15 * MINUTE);
    expect(reader.asked.map(({ since }) => since)).toEqual([iso(NOW - 400 * 24 * HOUR), iso(NOW)]);
  });

  it("asks on the first fill for everything where everything is kept", async () => {
    const reader = scripted(() => [whole]);
    await using given = await bench({ test: reader }, [{ id: "test" }], {
      store: { url: "file:store.db", retentionMs: null },
    });
    await poll(given);
    expect(reader.asked[0]?.since).toBeNull();
  });

  it("asks again from the start of a session that is still open, and names it", async () => {
    const open = run("open", 5 * HOUR, "running");
    const reader = scripted(
      () => [sessions(open), whole],
      () => [whole],
      () => [
        sessions(makeSession({ sourceId: "test", id: "open", startedAt: open.session.startedAt })),
        whole,
      ],
      () => [whole],
    );
    await using given = await bench({ test: reader });
    for (let n = 0; n < 4; n += 1) await poll(given, 15 * MINUTE);
    expect(reader.asked.map(({ openSessionIds }) => [...openSessionIds])).toEqual([
      [],
      ["test:open"],
      ["test:open"],
      [],
    ]);
    expect(reader.asked[1]?.since).toBe(open.session.startedAt);
    expect(reader.asked[3]?.since).toBe(iso(NOW + 45 * MINUTE));
  });

  it("does not go back to all of history for a session that never ends", async () => {
    const reader = scripted(
      () => [sessions(run("stuck", 40 * 24 * HOUR, "running")), whole],
      () => [whole],
    );
    await using given = await bench({ test: reader });
    await poll(given);
    await poll(given, 15 * MINUTE);
    expect(reader.asked[1]?.since).toBe(iso(NOW));
  });

  it("gives the reader its memory back, also after a restart", async () => {
    const reader = scripted(() => [whole]);
    reader.memory = '{"filled":1}';
    await using given = await bench({ test: reader });
    await poll(given);
    await poll(given, MINUTE);
    expect(reader.asked.map(({ cursor }) => cursor)).toEqual([null, '{"filled":1}']);
    expect((await recordOf(given))?.cursor).toBe('{"filled":1}');
  });

  it("counts a read as old as the vendor says its own data is", async () => {
    const at = iso(NOW - 12 * MINUTE);
    await using given = await bench({
      test: scripted(() => [sessions(run("1", HOUR)), { ...whole, at } as Reading]),
    });
    await poll(given);
    expect(stateOf(given)?.lastReadAt).toBe(at);
  });
});

const FAULTS: [string, (...made: ReturnType<typeof run>[]) => Reading[] | Generator<Reading>][] = [
  ["a reply that was cut off", (...made) => [cutOff(...made)]],
  [
    "one call that failed among others",
    (...made) => [sessions(...made), { kind: "trouble", error: vendorError("http") }],
  ],
  [
    "a connection that broke after some replies",
    function* (...made) {
      yield sessions(...made);
      throw vendorError("network", "the connection broke");
    },
  ],
  [
    "a fault of Lastgood's own",
    function* (...made) {
      yield sessions(...made);
      throw new TypeError("x is not a function");
    },
  ],
];

describe.each(FAULTS)("%s", (_name, fault) => {
  it("keeps what came whole, counts as failed and says why", async () => {
    const reader = scripted(
      () => [sessions(...nights()), whole],
      () => fault(run("new", MINUTE)),
    );
    await using given = await bench({ test: reader });
    await poll(given);
    await poll(given, 15 * MINUTE);
    expect(await idsOf(given)).toContain("test:new");
    expect(await recordOf(given)).toMatchObject({
      lastGoodPollAt: iso(NOW),
      lastPolledAt: iso(NOW + 15 * MINUTE),
      error: { message: expect.stringMatching(/\w/), at: iso(NOW + 15 * MINUTE) },
    });
    expect((await recordOf(given))?.error?.message).not.toContain("is not a function");
  });

  it("makes no item better, and the next complete poll does", async () => {
    const later = NOW + 15 * MINUTE;
    const healed = run("healed", 2 * MINUTE, "success", later);
    const reader = scripted(
      () => [sessions(run("bad", HOUR, "failed"), ...nights()), whole],
      () => fault(healed),
      () => [sessions(healed), whole],
    );
    await using given = await bench({ test: reader });
    await poll(given);
    expect(stateOf(given)?.state).toBe("failed");
    await poll(given, 15 * MINUTE);
    expect(stateOf(given)?.state).toBe("failed");
    await poll(given, 15 * MINUTE);
    expect(stateOf(given)?.state).toBe("ok");
  });

  it("makes an item worse at once", async () => {
    const reader = scripted(
      () => [sessions(...nights()), whole],
      () => fault(run("bad", MINUTE, "failed", NOW + 15 * MINUTE)),
    );
    await using given = await bench({ test: reader });
    await poll(given);
    expect(stateOf(given)?.state).toBe("ok");
    await poll(given, 15 * MINUTE);
    expect(stateOf(given)?.state).toBe("failed");
  });

  it("asks the next time for all that it missed", async () => {
    const reader = scripted(
      () => [sessions(...nights()), whole],
      () => fault(),
      () => [whole],
    );
    await using given = await bench({ test: reader });
    for (let n = 0; n < 3; n += 1) await poll(given, 15 * MINUTE);
    expect(reader.asked[2]?.since).toBe(iso(NOW + 15 * MINUTE));
  });

  it("that goes on leaves no item green once it has not been read for three intervals", async () => {
    const reader = scripted(
      () => [sessions(...nights()), whole],
      () => fault(),
    );
    await using given = await bench({ test: reader });
    await poll(given);
    expect(stateOf(given)?.state).toBe("ok");
    for (let n = 0; n < 4; n += 1) await poll(given, 15 * MINUTE);
    expect(stateOf(given)).toMatchObject({ state: "unknown", lastReadAt: iso(NOW) });
    expect(stateOf(given)?.reason).toMatch(/^not read for 1 h|^not read for 60 min/);
  });
});

it("several failed calls are counted, the first is named", async () => {
  const troubles = ["device 1 did not answer", "device 2 did not answer", "device 3 did not answer"];
  const reader = scripted(() =>
    troubles.map((text) => ({ kind: "trouble", error: vendorError("timeout", text) })),
  );
  await using given = await bench({ test: reader });
  await poll(given);
  expect((await recordOf(given))?.error).toMatchObject({
    kind: "timeout",
    message: "device 1 did not answer (and 2 more calls failed)",
  });
});

it("one device that cannot be read keeps no other from counting as read", async () => {
  const other = makeSession({
    sourceId: "test",
    id: "o",
    device: { id: "test:other", name: "other", kind: null },
    startedAt: iso(NOW - HOUR),
    endedAt: iso(NOW - HOUR),
  });
  const reader = scripted(() => [
    { kind: "sessions", outcome: outcome([run("1", HOUR)]), whole: { deviceIds: ["test:dev"] } },
    { ...cutOff(other), whole: { deviceIds: ["test:other"] } } as Reading,
  ]);
  await using given = await bench({ test: reader });
  await poll(given);
  const reads = given.board.entries(NOW).map(({ item }) => [item.device?.id, item.lastReadAt]);
  expect(Object.fromEntries(reads)).toEqual({ "test:dev": iso(NOW), "test:other": null });
});
