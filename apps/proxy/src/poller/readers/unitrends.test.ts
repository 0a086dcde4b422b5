import { expect, it } from "vitest";
import { Secret } from "../../secret.ts";
import { createHttp, type VendorHttp } from "../../vendors/http.ts";
import { byId, poll, simulated } from "./test-reading.ts";
import { createUnitrendsReader } from "./unitrends.ts";

type Simulated = Awaited<ReturnType<typeof simulated>>;

function readerOf(
  { source, clock }: Simulated,
  changes: Partial<Simulated["source"]> = {},
  timeoutMs = 60_000,
) {
  const changed = { ...source, ...changes };
  return createUnitrendsReader(changed, createHttp(changed), { now: () => clock.now, timeoutMs });
}

it.each(["2015", "10"] as const)("reads all that an appliance of dialect %s tells", async (dialect) => {
  await using vendor = await simulated("unitrends", { unitrendsSystems: 2 }, { unitrends: { dialect } });
  const reader = readerOf(vendor);
  const { sessions, isWhole, troubles } = await poll(reader);
  expect(troubles).toEqual([]);
  expect(isWhole).toBe(true);
  expect(sessions).toEqual(vendor.sessions());
  await reader.close();
  expect(vendor.simulator.forbidden()).toEqual([]);
  expect(vendor.simulator.requestLog().filter((call) => /log(in|out)/.test(call))).toEqual([
    "POST /api/login",
    "POST /api/logout",
  ]);
});

it("asks on a later poll only for what may have changed, and for runs that were open", async () => {
  await using vendor = await simulated("unitrends");
  const first = readerOf(vendor);
  const known = new Map((await poll(first)).sessions.map((session) => [session.id, session]));
  const calls = vendor.simulator.requests();
  vendor.clock.now += 8 * 86_400_000;
  const second = readerOf(vendor);
  const { sessions } = await poll(second, {
    cursor: first.cursor(),
    since: new Date(vendor.clock.now).toISOString(),
  });
  for (const session of sessions) known.set(session.id, session);
  expect(byId([...known.values()])).toEqual(vendor.sessions());
  expect(vendor.simulator.requests() - calls).toBeLessThan(12);
});

it("names no password, and asks nothing more, where the login is refused", async () => {
  await using vendor = await simulated("unitrends");
  const reader = readerOf(vendor, { password: new Secret("wrong") });
  await expect(poll(reader)).rejects.toMatchObject({
    kind: "auth",
    message: expect.not.stringContaining("wrong"),
  });
  expect(vendor.simulator.requestLog()).toEqual(["POST /api/login"]);
});

it("logs in again, once, when the session has expired", async () => {
  await using vendor = await simulated("unitrends");
  const reader = readerOf(vendor);
  await poll(reader);
  vendor.clock.now += 2 * 3_600_000;
  expect(await poll(reader, { cursor: reader.cursor() })).toMatchObject({ isWhole: true, troubles: [] });
  expect(vendor.simulator.requestLog().filter((call) => call === "POST /api/login")).toHaveLength(2);
});

it.each([
  ["cut off", { body: "truncated" }],
  ["broken off", { disconnect: "midway" }],
  ["a page of HTML", { body: "html" }],
  ["empty", { body: "empty" }],
  ["an error", { status: 503 }],
] as const)(
  "counts nothing as read in whole when a reply is %s, and heals on the next poll",
  async (_, fault) => {
    await using vendor = await simulated("unitrends");
    const reader = readerOf(vendor);
    vendor.simulator.setFault({ ...fault, path: "/api/backups", after: 2, count: 1 });
    const hurt = await poll(reader);
    expect(hurt.isWhole).toBe(false);
    expect(hurt.troubles).toHaveLength(1);
    const healed = await poll(reader, { cursor: reader.cursor() });
    expect(healed.isWhole).toBe(true);
    const known = new Map([...hurt.sessions, ...healed.sessions].map((session) => [session.id, session]));
    expect(byId([...known.values()])).toEqual(vendor.sessions());
  },
);

it("keeps a backup that failed before it had an id, by the same id in every poll", async () => {
  await using vendor = await simulated("unitrends", { days: 1 });
  const reader = readerOf(vendor);
  const row = {
    client_id: 2,
    client_name: "win32",
    instance_id: "n/a",
    type: "Full",
    start_time: "11/20/2026 06:00:00 am",
    complete_time: null,
    duration: "n/a",
    complete: false,
    status: "Failed",
    output: "No answer.<br/>Is it on?",
  };
  vendor.simulator.setFault({
    path: "/api/backups",
    body: { text: JSON.stringify({ data: [row] }), contentType: "application/json" },
  });
  const since = new Date(vendor.clock.now - 86_400_000).toISOString();
  const first = await poll(reader, { since });
  expect(first.isWhole).toBe(true);
  expect(first.sessions).toEqual([
    expect.objectContaining({
      vendorId: null,
      status: "failed",
      startedAt: "2026-11-20T05:00:00.000Z",
      message: "No answer.\nIs it on?",
    }),
  ]);
  vendor.clock.now += 900_000;
  expect((await poll(reader, { since, cursor: reader.cursor() })).sessions).toEqual(first.sessions);
});

it("sends one call at a time, also to an appliance with several systems", async () => {
  await using vendor = await simulated("unitrends", { days: 6, unitrendsSystems: 2 });
  const http = createHttp(vendor.source);
  let [underWay, most] = [0, 0];
  const counting: VendorHttp = {
    ...http,
    async request(request) {
      underWay += 1;
      most = Math.max(most, underWay);
      return await http.request(request).finally(() => {
        underWay -= 1;
      });
    },
  };
  const reader = createUnitrendsReader(vendor.source, counting, { now: () => vendor.clock.now });
  expect((await poll(reader)).isWhole).toBe(true);
  expect(http.requests()).toBeGreaterThan(6);
  expect(most).toBe(1);
  await reader.close();
});

it("asks for shorter windows where the appliance takes too long", async () => {
  await using vendor = await simulated("unitrends", { days: 3 });
  const reader = readerOf(vendor, {}, 300);
  vendor.simulator.setFault({ path: "/api/backups", delayMs: 400, count: 2 });
  const since = new Date(vendor.clock.now - 4 * 86_400_000).toISOString();
  const { sessions, troubles } = await poll(reader, { since });
  expect(troubles).toEqual([]);
  expect(sessions).toEqual(vendor.sessions());
});

it("asks for shorter windows where the appliance refuses long ones", async () => {
  await using vendor = await simulated("unitrends", { days: 5 }, { unitrends: { longestWindowHours: 20 } });
  const since = new Date(vendor.clock.now - 6 * 86_400_000).toISOString();
  expect(await poll(readerOf(vendor), { since })).toMatchObject({
    isWhole: true,
    troubles: [],
    sessions: vendor.sessions(),
  });
});

it("gives a window up that cannot be read poll after poll, says so, and fills on behind it", async () => {
  await using vendor = await simulated("unitrends");
  const reader = readerOf(vendor);
  const since = new Date(vendor.clock.now - 21 * 86_400_000).toISOString();
  for (let time = 0; time < 3; time += 1) {
    vendor.simulator.setFault({ body: "garbage", path: "/api/backups", after: 1, count: 1 });
    expect(await poll(reader, { since, cursor: reader.cursor() })).toMatchObject({ isWhole: false });
  }
  vendor.simulator.setFault(null);
  expect(await poll(readerOf(vendor), { since, cursor: reader.cursor() })).toMatchObject({ isWhole: true });
  expect(reader.learnt()).toContain("not readable: sessions from 2026-11-16T12:30Z to 2026-11-19T12:30Z");
});

it("goes on filling where it was interrupted", async () => {
  await using vendor = await simulated("unitrends");
  const reader = readerOf(vendor);
  const stop = new AbortController();
  const since = new Date(vendor.clock.now - 21 * 86_400_000).toISOString();
  let windows = 0;
  const readings = reader.read({
    since,
    cursor: null,
    openSessionIds: new Set<string>(),
    knownContainers: [],
    signal: stop.signal,
  });
  await expect(async () => {
    for await (const _ of readings) if (++windows === 3) stop.abort(new Error("stopped"));
  }).rejects.toThrow("stopped");
  const calls = vendor.simulator.requests();
  await poll(readerOf(vendor), { since, cursor: reader.cursor() });
  const asked = vendor.simulator
    .requestLog()
    .slice(calls)
    .filter((call) => call.includes("/api/backups"));
  // The newest days again, and of 19 older days the 13 that are left.
  expect(asked).toHaveLength(1 + 5);
});

it("keeps to the start that it told first, though the job history forgets or learns", async () => {
  await using vendor = await simulated("unitrends", {}, { unitrends: { limitedHistory: true } });
  // Its clock is not UTC: what the job history knows starts an hour earlier than what the backups say.
  const reader = readerOf(vendor, { timeZone: null });
  const first = await poll(reader);
  expect(reader.learnt()).toContain("its local times do not fit UTC: check timeZone");
  const starts = new Map(first.sessions.map(({ id, startedAt }) => [id, startedAt]));
  vendor.simulator.setFault({
    path: "/api/jobs/history",
    body: { text: '{"data":[],"limited":true}', contentType: "application/json" },
  });
  vendor.clock.now += 900_000;
  const second = await poll(reader, { cursor: reader.cursor() });
  const again = second.sessions.filter(({ id }) => starts.has(id));
  expect(again.length).toBeGreaterThan(5);
  for (const { id, startedAt, policy } of again) {
    expect(startedAt).toBe(starts.get(id));
    expect(policy).not.toBeNull();
  }
});

it("reports what it found", async () => {
  await using vendor = await simulated("unitrends");
  const report = await readerOf(vendor).check(new AbortController().signal);
  expect(report).toMatchObject({
    devices: null,
    clients: null,
    newestSessionAt: expect.stringMatching(/^2026-11-/),
  });
  expect(report.policies).toBeGreaterThan(0);
  expect(report.learnt[0]).toBe("1 system");
});

it("asks for no window longer than 72 h, and for no more windows than that takes", async () => {
  await using vendor = await simulated("unitrends", {}, { unitrends: { longestWindowHours: 72 } });
  vendor.clock.now += 123;
  const since = new Date(vendor.clock.now - 20 * 86_400_000).toISOString();
  expect((await poll(readerOf(vendor), { since })).sessions.length).toBeGreaterThan(500);
  // 20 days, and the 54 h by which the clock may be ahead.
  expect(vendor.simulator.requestLog().filter((call) => call.includes("/api/backups"))).toHaveLength(8);
});

it("counts the devices of the systems as read that it read, where another cannot be or is no longer named", async () => {
  await using vendor = await simulated("unitrends", { unitrendsSystems: 2 });
  const reader = readerOf(vendor);
  expect((await poll(reader)).readings.at(-1)).toEqual({ kind: "whole", scope: null });
  const ofFirst = vendor
    .sessions()
    .flatMap(({ device }) => (device?.id.startsWith("ueb:1.") ? device.id : []));
  const first = { kind: "whole", scope: { deviceIds: expect.arrayContaining([...new Set(ofFirst)]) } };
  for (const fault of [
    { status: 400, call: "sid=2" },
    { path: "/api/systems", body: { text: '{"appliance":[{"id":1}]}', contentType: "application/json" } },
  ]) {
    vendor.simulator.setFault(fault);
    const { readings } = await poll(reader, { cursor: reader.cursor() });
    expect(readings.at(-1)).toEqual(first);
    const { scope } = readings.at(-1) as { scope: { deviceIds: string[] } };
    expect(scope.deviceIds.filter((id) => !id.startsWith("ueb:1."))).toEqual([]);
  }
});

it("takes no appliance for one without systems that named them before", async () => {
  await using vendor = await simulated("unitrends");
  const reader = readerOf(vendor);
  await poll(reader);
  vendor.simulator.setFault({
    path: "/api/systems",
    body: { text: '{"appliance":[]}', contentType: "application/json" },
  });
  await expect(poll(reader, { cursor: reader.cursor() })).rejects.toThrow("names no system any more");
});
