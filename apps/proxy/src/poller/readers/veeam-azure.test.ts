import { blankSession, type Session } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  type Served,
  type SimulatorOptions,
  serveSimulator,
} from "@lastgood/simulators";
import { afterEach, expect, it } from "vitest";
import type { SourceConfig } from "../../config-types.ts";
import { Secret } from "../../secret.ts";
import { createHttp } from "../../vendors/http.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import { createAzureMemory } from "./azure-memory.ts";
import { readAll, sorted } from "./read-all.ts";
import { createAzureReader } from "./veeam-azure.ts";

const START = Date.parse("2026-11-20T09:00:00Z");
const HOUR = 3_600_000;
let served: Served | null = null;
afterEach(async () => {
  await served?.close();
  served = null;
});

/** A small world with a running and a failed policy, served; `at` moves its clock. */
async function appliance(options: SimulatorOptions["azure"] = {}, fields: Partial<SourceConfig> = {}) {
  const clock = { at: START };
  const now = () => clock.at;
  const devices = { nable: 0, azure: 24, enterpriseManager: 0, unitrends: 0 };
  const simulator = createSimulator("veeam-azure", createWorld({ now, days: 40, devices }), {
    azure: options,
  });
  served = await serveSimulator(simulator);
  const { url } = served;
  const { credentials } = simulator;
  if (!("password" in credentials)) throw new Error("an appliance has passwords");
  const source = testSource({
    id: "azure",
    vendor: "veeam-azure",
    url,
    username: credentials.username,
    password: new Secret(credentials.password),
    ...fields,
  });
  return {
    clock,
    simulator,
    reader: () => createAzureReader(source, createHttp(source), { now }),
    expected: () => sorted(simulator.sessions("azure")),
    callsSince: (count: number) => simulator.requestLog().slice(count),
  };
}

const since = (time: number) => ({ since: new Date(time).toISOString() });

it("reads every session with its machines, sums and reasons, from the newest window to the oldest", async () => {
  const { reader, expected, simulator } = await appliance();
  const azure = reader();
  const { sessions, whole, troubles, thrown, outcomes } = await readAll(azure);
  expect(thrown).toBeNull();
  expect(troubles).toEqual([]);
  expect(expected().length).toBeGreaterThan(500);
  expect(sorted(sessions)).toEqual(expected());
  expect(whole).toEqual([null]);
  expect(sessions.some(({ status, message }) => status === "failed" && message !== null)).toBe(true);
  for (const outcome of outcomes)
    expect(outcome.records).toBe(outcome.sessions.length + outcome.rejects.length + outcome.repeats);
  expect(azure.learnt()).toEqual(["API v8.1", "appliance 8.1.0.299", "6 policies"]);
  const windows = simulator.requestLog().filter((call) => /jobSessions\?.*Limit=500/.test(call));
  expect(windows[0]).toContain("FromUtc=2026-10-21T09:00:00Z");
  expect(windows[0]).not.toContain("ToUtc");
  expect(windows[1]).toContain("ToUtc=2026-10-21T09:00:00Z");
  await azure.close();
  expect(simulator.forbidden()).toEqual([]);
});

it("asks later only for what is new or was running, and once for what has ended", async () => {
  const { reader, expected, clock, simulator, callsSince } = await appliance();
  const first = reader();
  const before = await readAll(first, since(START - 20 * 24 * HOUR));
  const known = new Map(before.sessions.map((session) => [session.id, session]));
  const open = before.sessions.filter(({ status }) => status === "running");
  expect(open.length).toBeGreaterThan(0);
  const cursor = first.cursor();
  // Of the last eight days, which later polls read again.
  expect(cursor?.length).toBeLessThan(20_000);

  clock.at += 12 * HOUR;
  const count = simulator.requests();
  const restarted = reader();
  const from = Math.min(START, ...open.map(({ at }) => Date.parse(at ?? "")));
  const after = await readAll(restarted, { ...since(from), cursor });
  expect(after.whole).toEqual([null]);
  for (const session of after.sessions) known.set(session.id, session);
  const earliest = new Date(START - 20 * 24 * HOUR - 24 * HOUR).toISOString();
  const runs = new Set(
    expected().flatMap(({ id, parentId, at }) => (!parentId && (at ?? "") >= earliest ? id : [])),
  );
  const wanted = expected().filter(({ id, parentId }) => runs.has(parentId ?? id));
  expect(wanted.length).toBeGreaterThan(before.sessions.length);
  expect(sorted([...known.values()])).toEqual(wanted);
  expect(after.sessions.length).toBeLessThan(before.sessions.length / 4);

  const children = callsSince(count).filter((call) => call.includes("protectedItems"));
  expect(new Set(children).size).toBe(children.length);
  const again = simulator.requests();
  await readAll(restarted, since(clock.at));
  expect(callsSince(again).filter((call) => call.includes("protectedItems"))).toEqual([]);
  await first.close();
  await restarted.close();
});

it("reads an old appliance by its export, and later by pages", async () => {
  const { reader, expected, clock, callsSince, simulator } = await appliance({ versions: ["v1"] });
  const azure = reader();
  const first = await readAll(azure);
  expect(first.thrown).toBeNull();
  expect(sorted(first.sessions)).toEqual(expected());
  expect(azure.learnt()).toEqual(["API v1"]);
  clock.at += 24 * HOUR;
  const count = simulator.requests();
  const later = await readAll(azure, since(START - 2 * HOUR));
  expect(later.whole).toEqual([null]);
  const known = new Map([...first.sessions, ...later.sessions].map((session) => [session.id, session]));
  expect(sorted([...known.values()])).toEqual(expected());
  expect(callsSince(count).join()).not.toContain("export");
  expect(callsSince(count)).toContain("GET /api/v1/jobSessions?offset=0&limit=500");
  await azure.close();
});

it.each([
  [["v6", "v5"], null, "v6"],
  [["v2"], null, "v2"],
  [["v8", "v7"], "v7", "v7"],
])("of the served %j, pinned to %j, speaks %s", async (versions, apiVersion, spoken) => {
  const { reader } = await appliance({ versions }, { apiVersion });
  const azure = reader();
  const report = await azure.check(new AbortController().signal);
  expect(report.learnt[0]).toBe(`API ${spoken}`);
  expect(report.newestSessionAt).toMatch(/^2026-11-20T/);
  await azure.close();
});

it.each(["v2", "v5"])("reads the same of an appliance that serves %s alone", async (version) => {
  const { reader, expected } = await appliance({ versions: [version] });
  const azure = reader();
  const from = START - 4 * 24 * HOUR;
  const { sessions, whole } = await readAll(azure, since(from));
  const wanted = expected().filter(({ at }) => Date.parse(at ?? "") >= from);
  expect(whole).toEqual([null]);
  expect(wanted.length).toBeGreaterThan(100);
  expect(sorted(sessions.filter(({ at }) => Date.parse(at ?? "") >= from))).toEqual(wanted);
  await azure.close();
});

it.each(["absent", "of-page"] as const)("loses nothing where the number of all is %s", async (totalCount) => {
  const { reader, expected } = await appliance({ totalCount });
  const azure = reader();
  const from = START - 6 * 24 * HOUR;
  const { sessions, whole, troubles } = await readAll(azure, since(from));
  expect([whole, troubles]).toEqual([[null], []]);
  const isWanted = ({ at }: Session) => Date.parse(at ?? "") >= from;
  expect(sorted(sessions.filter(isWanted))).toEqual(expected().filter(isWanted));
  await azure.close();
});

it("negotiates again after an upgrade", async () => {
  const versions = ["v6"];
  const { reader } = await appliance({ versions });
  const azure = reader();
  await readAll(azure, since(START - HOUR));
  versions.splice(0, 1, "v8.1");
  expect((await readAll(azure, since(START - HOUR))).thrown).toMatchObject({ status: 404 });
  expect((await readAll(azure, since(START - HOUR))).whole).toEqual([null]);
  expect(azure.learnt()[0]).toBe("API v8.1");
  await azure.close();
});

it("renews an expired token by refreshing, and by password where that fails", async () => {
  const { reader, simulator, clock, callsSince } = await appliance({ tokenLifetimeSeconds: 600 });
  const azure = reader();
  await readAll(azure, since(START - HOUR));
  for (const wait of [HOUR, 15 * 24 * HOUR]) {
    clock.at += wait;
    const count = simulator.requests();
    expect((await readAll(azure, since(clock.at - HOUR))).whole).toEqual([null]);
    const grants = callsSince(count).filter((call) => call.includes("oauth2"));
    expect(grants).toHaveLength(wait === HOUR ? 1 : 2);
  }
  simulator.setFault({ status: 401, path: "/api/v8.1", count: 1 });
  expect((await readAll(azure, since(clock.at - HOUR))).whole).toEqual([null]);
  simulator.setFault({ status: 401, path: "/api/v8.1" });
  expect((await readAll(azure, since(clock.at - HOUR))).thrown).toMatchObject({ kind: "auth", status: 401 });
  simulator.setFault(null);
  await azure.close();
  expect(simulator.requestLog().at(-1)).toBe("DELETE /api/oauth2/token");
});

it("tells a wrong password, a second factor and a licence from each other", async () => {
  const wrong = await appliance({}, { password: new Secret("wrong") });
  expect((await readAll(wrong.reader())).thrown).toMatchObject({
    kind: "auth",
    message: expect.stringContaining("Invalid user name or password"),
  });
  await served?.close();
  const mfa = await appliance({ mfa: true });
  expect((await readAll(mfa.reader())).thrown).toMatchObject({
    kind: "auth",
    message: "the user svc-monitor logs on with a second factor: use a service user without MFA",
  });
  await served?.close();
  served = null;
  await using server = await testServer((_, answer) =>
    answer.writeHead(403).end('{"title":"Forbidden","licenseAgreementAcceptanceRequired": true}'),
  );
  const source = testSource({ vendor: "veeam-azure", url: server.url });
  const http = createHttp(source);
  expect((await readAll(createAzureReader(source, http))).thrown).toMatchObject({
    kind: "auth",
    message: expect.stringContaining("licence agreement"),
  });
  expect(http.requests()).toBe(1);
  await http.close();
});

it.each([
  [{ body: "truncated" }, "parse"],
  [{ body: "html" }, "parse"],
  [{ body: "empty" }, "parse"],
  [{ disconnect: "midway" }, "network"],
  [{ status: 503 }, "http"],
  [{ status: 429, retryAfter: 5 }, "rate-limited"],
  [{ body: { text: '{"status":500,"title":"Internal error"}', contentType: "application/json" } }, "http"],
  [{ body: { text: '{"totalCount":3,"results":[]}', contentType: "application/json" } }, "parse"],
] as const)("never says that all was read where a page is bad: %j", async (fault, kind) => {
  const { reader, simulator } = await appliance();
  const azure = reader();
  await azure.check(new AbortController().signal);
  simulator.setFault({ ...fault, path: "/api/v8.1/jobSessions" });
  const { thrown, whole, sessions } = await readAll(azure);
  expect(thrown).toMatchObject({ kind });
  expect([whole, sessions]).toEqual([[], []]);
  await azure.close();
});

it("does not go round for ever where an appliance brings the same page again and again", async () => {
  await using server = await testServer((request, answer) => {
    const isToken = request.url?.includes("oauth2");
    const page = { totalCount: 40, results: [{ id: "1", type: "RepositoryRescan", status: "Success" }] };
    answer.end(JSON.stringify(isToken ? { access_token: "t", expires_in: 3600 } : page));
  });
  const source = testSource({ vendor: "veeam-azure", url: server.url, apiVersion: "v8" });
  const http = createHttp(source);
  const { thrown, whole } = await readAll(createAzureReader(source, http));
  expect(thrown).toMatchObject({
    kind: "parse",
    message: expect.stringContaining("40 rows and brings nothing new"),
  });
  expect(whole).toEqual([]);
  expect(http.requests()).toBeLessThan(6);
  await http.close();
});

/** The good snapshot runs of one policy in the last three days, newest first. */
function snapshotRuns(expected: Session[]): Session[] {
  const runs = expected.filter(
    ({ policy, parentId, kind, at }) =>
      policy && kind === "snapshot" && !parentId && (at ?? "") > "2026-11-17T09",
  );
  const byPolicy = [...Map.groupBy(runs, ({ policy }) => policy?.id).values()];
  const own = byPolicy.find((all) => all.length > 2 && all.every(({ status }) => status === "success"));
  return (own ?? []).sort((a, b) => ((a.at ?? "") < (b.at ?? "") ? 1 : -1));
}

it("never calls a policy read whose newest run's devices could not be read", async () => {
  const { reader, simulator, expected } = await appliance();
  const azure = reader();
  await azure.check(new AbortController().signal);
  const [newest] = snapshotRuns(expected());
  simulator.setFault({ status: 500, path: `/api/v8.1/jobSessions/${newest?.vendorId}/protectedItems` });
  for (let poll = 1; poll <= 5; poll += 1) {
    const { troubles, whole } = await readAll(azure, since(START - 72 * HOUR));
    expect([troubles.length, whole.length]).toEqual([1, 0]);
  }
  simulator.setFault(null);
  expect((await readAll(azure, since(START - 72 * HOUR))).whole).toEqual([null]);
  await azure.close();
});

it("keeps a session whose details fail, says so, asks again, and lets it be after three polls", async () => {
  const { reader, simulator, expected } = await appliance();
  const azure = reader();
  const from = since(START - 72 * HOUR);
  await azure.check(new AbortController().signal);
  const policyRun = snapshotRuns(expected())[1];
  simulator.setFault({ status: 500, path: `/api/v8.1/jobSessions/${policyRun?.vendorId}/protectedItems` });
  const polls = [];
  for (let poll = 1; poll <= 3; poll += 1) polls.push(await readAll(azure, from));
  expect(polls.map(({ troubles }) => troubles.length)).toEqual([1, 1, 0]);
  expect(polls.map(({ whole }) => whole.length)).toEqual([0, 0, 1]);
  expect(polls[0]?.troubles[0]?.message).toContain(
    `session ${policyRun?.vendorId} (${policyRun?.policy?.name})`,
  );
  for (const { sessions } of polls)
    expect(sessions.find(({ id }) => id === policyRun?.id)).toMatchObject({ transferredBytes: null });
  expect(azure.learnt()).toContain("the details of 1 session could not be read");
  await azure.close();
});

it("gives up a poll in which no session's details can be read", async () => {
  const { reader, simulator } = await appliance();
  const azure = reader();
  await azure.check(new AbortController().signal);
  const page = simulator.requests();
  simulator.setFault({ status: 500, path: "/api/v8.1/jobSessions/" });
  const { thrown, troubles } = await readAll(azure);
  expect(thrown).toMatchObject({ kind: "http" });
  expect(troubles).toHaveLength(10);
  expect(simulator.requests() - page).toBeLessThan(60);
  await azure.close();
});

it("knows v1's sessions again after an upgrade that gives them other ids, and goes on with those that were running", async () => {
  const { simulator, reader, clock } = await appliance({ versions: ["v1"] });
  const before = await readAll(reader());
  await served?.close();
  const upgraded = createSimulator("veeam-azure", simulator.world);
  served = await serveSimulator(upgraded);
  const source = testSource({ id: "azure", vendor: "veeam-azure", url: served.url });
  const { credentials } = upgraded;
  if (!("password" in credentials)) throw new Error("an appliance has passwords");
  const azure = createAzureReader(
    { ...source, username: credentials.username, password: new Secret(credentials.password) },
    createHttp(source),
    { now: () => clock.at },
  );
  clock.at += HOUR;
  const { sessions, thrown } = await readAll(azure, { ...since(START - HOUR), cursor: before.cursor });
  expect(thrown).toBeNull();
  const startOf = ({ startedAt, vendorType, policy, parentId, device }: Session) =>
    [startedAt, vendorType, policy?.id, parentId === null, device?.id].join();
  const known = new Map(before.sessions.map((session) => [startOf(session), session.id]));
  const again = sessions.filter((session) => known.has(startOf(session)));
  expect(again.length).toBeGreaterThan(0);
  for (const session of again) expect(session.id).toBe(known.get(startOf(session)));
  expect(sessions.some(({ vendorId }) => vendorId?.includes("-"))).toBe(true);
  await azure.close();
});

it("takes the same number with another start for another session: an appliance set up anew counts from 1 again", async () => {
  const memory = createAzureMemory(null);
  const first = { ...blankSession("azure", "veeam-azure"), id: "azure:1", at: "2026-11-20T08:00:00.000Z" };
  const told = (more = {}, text = "{}") => ({
    session: { ...first, ...more },
    itemKey: null,
    raw: { format: "json" as const, text },
  });
  memory.setDone(told());
  expect(memory.isDone(told())).toBe(true);
  expect(memory.isDone(told({ at: "2026-11-20T08:30:00.000Z" }))).toBe(false);
  // One that is told otherwise after its end is read again.
  expect(memory.isDone(told({}, '{"status":"Error"}'))).toBe(false);
});
