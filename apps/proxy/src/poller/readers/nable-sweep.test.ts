import { createSimulator, createWorld, type Served, serveSimulator } from "@lastgood/simulators";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHttp } from "../../vendors/http.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import type { Reading } from "../reading.ts";
import { createNableReader } from "./nable.ts";
import { readAll } from "./read-all.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-11-20T09:00:00Z");
const EVERY = HOUR / 4;
let now = START;
let world: ReturnType<typeof createWorld>;
let simulator: ReturnType<typeof createSimulator>;
let served: Served;
beforeEach(async () => {
  now = START;
  world = createWorld({ now: () => now, days: 5 });
  simulator = createSimulator("nable", world);
  served = await serveSimulator(simulator);
});
afterEach(() => served.close());

function reader(url = served.url) {
  const source = testSource({ id: "rmm", url, everyMs: EVERY });
  return createNableReader(source, createHttp(source), { now: () => now });
}

/** Devices in the order of their histories' calls since that many. */
const asked = (since = 0) =>
  simulator
    .requestLog()
    .slice(since)
    .flatMap((call) => /list_mob_sessions&deviceid=(\d+)/.exec(call)?.[1] ?? []);

const request = { since: null, cursor: null, openSessionIds: new Set<string>(), knownContainers: [] };

/** How many calls of those before it a reading shows something of. */
function showing(reading: Reading): number {
  if (reading.kind === "sessions") return reading.outcome.sessions.length > 0 ? 1 : 0;
  if (reading.kind !== "inventory" || !reading.inventory.isPart) return 0;
  return new Set(reading.inventory.devices.map(({ device }) => device.kind)).size;
}

it("shows something with three calls, and with four of five of the first sixty", async () => {
  const nable = reader();
  let shown = 0;
  let firstSessionsAfter = 0;
  for await (const reading of nable.read({ ...request, signal: new AbortController().signal })) {
    if (reading.kind === "sessions") firstSessionsAfter ||= simulator.requests();
    if (simulator.requests() <= 60) shown += showing(reading);
  }
  expect(simulator.requests()).toBeGreaterThan(60);
  expect(firstSessionsAfter).toBe(3);
  expect(shown).toBeGreaterThanOrEqual(48);
  await nable.close();
});

it("gives nothing out of a history that says what it said, but that it was read", async () => {
  const nable = reader();
  const first = await readAll(nable);
  now += EVERY;
  const second = await readAll(nable);
  expect(second.outcomes).toEqual([]);
  expect(new Set(second.whole)).toEqual(new Set(first.whole));
  now += 25 * HOUR;
  expect((await readAll(nable)).sessions.length).toBeGreaterThanOrEqual(first.sessions.length);
  await nable.close();
});

it("gives out what is new or changed, and nothing else", async () => {
  const nable = reader();
  await readAll(nable);
  now += EVERY;
  const { key, deviceId } = world.addSession("nable", { item: "dc-", status: "failed" });
  const { sessions, outcomes } = await readAll(nable);
  expect(sessions).toEqual([expect.objectContaining({ status: "failed", workload: key.split("/")[1] })]);
  expect(sessions[0]?.device?.id).toBe(`rmm:${deviceId}`);
  expect(outcomes).toHaveLength(1);
  for (const { records, rejects, repeats } of outcomes) expect(records).toBe(1 + rejects.length + repeats);
  await nable.close();
});

it("asks first for what failed lately, and takes a device that is new in the inventory at once", async () => {
  const nable = reader();
  await readAll(nable);
  now += EVERY;
  const late = world
    .plan("nable")
    .devices.findLast((device) => device.isProtected && device.kind === "server");
  world.addSession("nable", { item: `${late?.name}/`, status: "failed" });
  await readAll(nable);
  now += EVERY;
  const before = simulator.requests();
  await readAll(nable);
  expect(asked(before).indexOf(String(late?.id))).toBeLessThan(asked(before).length / 4);
  await nable.close();
});

it("goes on after a restart with the devices that the sweep had not come to", async () => {
  const first = reader();
  let cursor: string | null = null;
  for await (const reading of first.read({ ...request, signal: new AbortController().signal })) {
    cursor = first.cursor();
    if (reading.kind === "sessions" && asked().length === 20) break;
  }
  await first.close();
  const done = asked().slice(0, 19);
  const before = simulator.requests();
  now += 60_000;
  const again = reader();
  const { whole } = await readAll(again, { cursor });
  const order = asked(before);
  expect(order.slice(-19).toSorted()).toEqual(done.toSorted());
  expect(whole).toHaveLength(order.length);
  await again.close();
});

const row = (id: number, status: string) =>
  `<session><session_id>${id}</session_id><type>BACKUP</type><plugin>FILE_SYSTEM</plugin><start>2026-11-19 01:00:00</start><end>2026-11-19 02:00:00</end><status>${status}</status></session>`;

it("reads a history anew when a row comes that repeats a known one, and takes the same of both as a first reading", async () => {
  let rows = [row(1, "FAILED"), row(2, "COMPLETED")];
  await using server = await testServer((incoming, answer) => {
    const service = new URL(incoming.url ?? "", "http://x").searchParams.get("service");
    const site =
      "<items><client><id>1</id><site><id>2</id><server><id>9</id><mob>1</mob></server></site></client></items>";
    const replies: Record<string, string> = {
      list_clients: "<items><client><clientid>1</clientid></client></items>",
      list_devices_at_client: incoming.url?.includes("devicetype=server") ? site : "<items/>",
      list_mob_sessions: rows.join(""),
    };
    answer.end(
      `<result created="${new Date(now).toISOString()}" status="OK">${replies[service ?? ""]}</result>`,
    );
  });
  const nable = reader(server.url);
  await readAll(nable);
  rows = [...rows, row(1, "COMPLETED"), row(3, "COMPLETED")];
  const { outcomes } = await readAll(nable);
  const fresh = reader(server.url);
  const whole = await readAll(fresh);
  const statusOf = (sessions: typeof whole.sessions) => sessions.map(({ id, status }) => [id, status]);
  expect(statusOf(whole.sessions)).toContainEqual(["rmm:9:1", "failed"]);
  expect(outcomes.map(({ records, sessions, repeats }) => [records, sessions.length, repeats])).toEqual([
    [2, 1, 1],
  ]);
  expect(outcomes[0]?.sessions[0]?.session.id).toBe("rmm:9:3");
  await nable.close();
  await fresh.close();
});
