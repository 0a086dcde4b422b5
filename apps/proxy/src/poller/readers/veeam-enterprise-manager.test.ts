import { expect, it } from "vitest";
import { Secret } from "../../secret.ts";
import { createHttp } from "../../vendors/http.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import { byId, poll, simulated } from "./test-reading.ts";
import { createEnterpriseManagerReader } from "./veeam-enterprise-manager.ts";

const DAY = 86_400_000;
const FEW = { nable: 0, azure: 0, enterpriseManager: 10, unitrends: 0 };

type Simulated = Awaited<ReturnType<typeof simulated>>;

function readerOf({ source, clock }: Simulated, changes: Partial<Simulated["source"]> = {}) {
  const changed = { ...source, ...changes };
  return createEnterpriseManagerReader(changed, createHttp(changed), { now: () => clock.now });
}

function starting(vendor: Simulated, days: number): string {
  return new Date(vendor.clock.now - days * DAY).toISOString();
}

it.each([12, 13] as const)("reads all that version %s tells, page by page", async (version) => {
  await using vendor = await simulated(
    "veeam-enterprise-manager",
    { days: 60 },
    { enterpriseManager: { version } },
  );
  const reader = readerOf(vendor);
  const { sessions, isWhole, troubles } = await poll(reader, { since: starting(vendor, 62) });
  expect(troubles).toEqual([]);
  expect(isWhole).toBe(true);
  expect(sessions).toEqual(vendor.sessions());
  await reader.close();
  expect(vendor.simulator.forbidden()).toEqual([]);
  const calls = vendor.simulator.requestLog();
  expect(calls.some((call) => call.includes("page=2"))).toBe(true);
  expect(calls.filter((call) => call.startsWith("POST"))).toEqual(["POST /api/sessionMngr/?v=latest"]);
  expect(calls.at(-1)).toMatch(/^DELETE \/api\/logonSessions\//);
});

it("reads the same where XML comes though JSON was asked for", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 10, devices: FEW });
  const http = createHttp(vendor.source);
  const reader = createEnterpriseManagerReader(
    vendor.source,
    // Without the one type that it takes for JSON the simulator answers as such a server does.
    { ...http, request: (request) => http.request({ ...request, headers: withoutAccept(request.headers) }) },
    { now: () => vendor.clock.now },
  );
  const { sessions, troubles } = await poll(reader);
  expect(troubles).toEqual([]);
  expect(sessions).toEqual(vendor.sessions());
  await http.close();
});

function withoutAccept(headers: Record<string, string> = {}): Record<string, string> {
  const { accept: _, ...others } = headers;
  return others;
}

it("logs on and out where the session is told with 200 and in the body alone", async () => {
  await using vendor = await simulated(
    "veeam-enterprise-manager",
    { days: 2, devices: FEW },
    { enterpriseManager: { logonTellsIn: "body" } },
  );
  const reader = readerOf(vendor);
  expect(await poll(reader)).toMatchObject({ isWhole: true, troubles: [], sessions: vendor.sessions() });
  await reader.close();
  const calls = vendor.simulator.requestLog().filter((call) => !call.startsWith("GET"));
  expect(calls).toEqual([
    "POST /api/sessionMngr/?v=latest",
    expect.stringMatching("^DELETE /api/logonSessions/"),
  ]);
});

it("encodes its filters, asks for the size of a page, and sorts by what is new last", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 2, devices: FEW });
  await poll(readerOf(vendor), { since: starting(vendor, 1) });
  const queries = vendor.simulator.requestLog().filter((call) => call.includes("/api/query"));
  const filter = "CreationTime%3E%3D%222026-11-18T06%3A30%3A00Z%22";
  const rest = "&sortAsc=CreationTime&pageSize=500&page=1";
  expect(queries).toEqual([
    `GET /api/query?type=BackupJobSession&format=Entities&filter=${filter}%3BJobType%3D%3DAgentBackup${rest}`,
    `GET /api/query?type=BackupJobSession&format=Entities&filter=${filter}%3BJobType%3D%3DAgentManagement${rest}`,
    `GET /api/query?type=BackupTaskSession&format=Entities&filter=${filter}${rest}`,
  ]);
});

it("logs on once where every call is refused with 403, and asks each way once", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 2, devices: FEW });
  vendor.simulator.setFault({ status: 403, method: "GET", path: "/api/" });
  await expect(poll(readerOf(vendor))).rejects.toMatchObject({ kind: "auth", status: 403 });
  const calls = vendor.simulator.requestLog();
  expect(calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
  expect(calls).toHaveLength(5);
});

it("asks nothing more where the logon is forbidden", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 2, devices: FEW });
  vendor.simulator.setFault({ status: 403, path: "/api/sessionMngr/" });
  await expect(poll(readerOf(vendor))).rejects.toMatchObject({ kind: "auth" });
  expect(vendor.simulator.requestLog()).toEqual(["POST /api/sessionMngr/?v=latest"]);
});

it.each([403, 404, 501] as const)(
  "reads the last 30 days where the query service is refused with %s",
  async (refusal) => {
    await using vendor = await simulated(
      "veeam-enterprise-manager",
      { days: 20 },
      { enterpriseManager: { queryService: refusal } },
    );
    const reader = readerOf(vendor);
    const { sessions, isWhole } = await poll(reader);
    expect(isWhole).toBe(true);
    expect(sessions).toEqual(vendor.sessions());
    expect(reader.learnt()[0]).toContain(`it refuses the query service (${refusal})`);
  },
);

it("fills older history later where the query service was refused for a moment", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 40, devices: FEW });
  const reader = readerOf(vendor);
  const since = starting(vendor, 42);
  vendor.simulator.setFault({ status: 404, path: "/api/query", count: 1 });
  const first = await poll(reader, { since });
  expect(first.sessions.length).toBeLessThan(vendor.sessions().length);
  const second = await poll(reader, { since, cursor: reader.cursor() });
  const known = new Map([...first.sessions, ...second.sessions].map((session) => [session.id, session]));
  expect(byId([...known.values()])).toEqual(vendor.sessions());
});

it("reads session by session where the list of entities is refused as well", async () => {
  await using vendor = await simulated(
    "veeam-enterprise-manager",
    { days: 8, devices: FEW },
    { enterpriseManager: { queryService: 501 } },
  );
  const reader = readerOf(vendor);
  vendor.simulator.setFault({ status: 404, path: "/api/agents/backupSessions", count: 1 });
  const { sessions, isWhole } = await poll(reader);
  expect(isWhole).toBe(true);
  expect(sessions).toEqual(vendor.sessions());
  const calls = vendor.simulator.requests();
  vendor.simulator.setFault({ status: 404, path: "/api/agents/backupSessions", count: 1 });
  await poll(reader, { cursor: reader.cursor() });
  expect(vendor.simulator.requests() - calls).toBeLessThan(calls / 2);
});

it.each([true, 501] as const)(
  "sees runs end and others begin on later polls (query service: %s)",
  async (queryService) => {
    await using vendor = await simulated(
      "veeam-enterprise-manager",
      { days: 10 },
      { enterpriseManager: { queryService } },
    );
    const first = readerOf(vendor);
    const before = await poll(first);
    const open = before.sessions.filter(({ status }) => status === "running");
    expect(open).not.toEqual([]);
    vendor.clock.now += 3 * DAY;
    const knownContainers = before.sessions.flatMap(({ id, vendorType, policy }) =>
      vendorType === "AgentBackup" && policy !== null ? [{ sessionId: id, policy }] : [],
    );
    const later = await poll(readerOf(vendor), {
      cursor: first.cursor(),
      since: open.map(({ startedAt }) => startedAt ?? "").sort()[0] ?? null,
      openSessionIds: new Set(open.map(({ id }) => id)),
      knownContainers,
    });
    const known = new Map([...before.sessions, ...later.sessions].map((session) => [session.id, session]));
    expect(byId([...known.values()])).toEqual(vendor.sessions());
    expect(later.sessions.length).toBeLessThan(before.sessions.length);
  },
);

it("asks nothing more where the logon is refused", async () => {
  await using vendor = await simulated("veeam-enterprise-manager");
  const reader = readerOf(vendor, { password: new Secret("wrong") });
  const message = expect.not.stringContaining("wrong");
  await expect(poll(reader)).rejects.toMatchObject({ kind: "auth", message });
  expect(vendor.simulator.requestLog()).toEqual(["POST /api/sessionMngr/?v=latest"]);
});

it("logs on again, once, when the session has expired, though the server set a cookie", async () => {
  await using vendor = await simulated("veeam-enterprise-manager");
  const reader = readerOf(vendor);
  await poll(reader);
  vendor.clock.now += 60 * 60_000;
  expect(await poll(reader, { cursor: reader.cursor() })).toMatchObject({ isWhole: true, troubles: [] });
  expect(vendor.simulator.requestLog().filter((call) => call.startsWith("POST"))).toHaveLength(2);
});

const FAULTS = [
  ["cut off", { body: "truncated" }],
  ["broken off", { disconnect: "midway" }],
  ["a page of HTML", { body: "html" }],
  ["an error", { status: 503 }],
] as const;

it.each(FAULTS.flatMap(([name, fault]) => [0, 1, 2, 3].map((after) => [name, after, fault] as const)))(
  "counts nothing as read in whole when a reply is %s behind %i good ones, and heals on the next poll",
  async (_, after, fault) => {
    await using vendor = await simulated("veeam-enterprise-manager", { days: 16, devices: FEW });
    const reader = readerOf(vendor);
    vendor.simulator.setFault({ ...fault, path: "/api/query", after, count: 1 });
    const since = starting(vendor, 16);
    const hurt = await poll(reader, { since });
    expect(hurt.isWhole).toBe(false);
    expect(hurt.troubles).toHaveLength(1);
    const told = new Map(vendor.sessions().map((session) => [session.id, session]));
    for (const session of hurt.sessions) {
      expect(session.status).toBe(told.get(session.id)?.status);
      expect(session.device).toEqual(told.get(session.id)?.device);
    }
    const healed = await poll(reader, { since, cursor: reader.cursor() });
    expect(healed.isWhole).toBe(true);
    const known = new Map([...hurt.sessions, ...healed.sessions].map((session) => [session.id, session]));
    expect([...known.values()].length).toBe(vendor.sessions().length);
    expect(byId([...known.values()])).toEqual(vendor.sessions());
  },
);

it("tells failures and no halves where the tasks could not all be read", async () => {
  await using vendor = await simulated(
    "veeam-enterprise-manager",
    { days: 3, devices: FEW },
    { enterpriseManager: { queryService: 404 } },
  );
  vendor.simulator.setFault({ status: 503, path: "/api/backupSessions/", after: 3, count: 1 });
  const { sessions, isWhole } = await poll(readerOf(vendor));
  expect(isWhole).toBe(false);
  const told = new Map(vendor.sessions().map((session) => [session.id, session]));
  expect(sessions.length).toBeLessThan(told.size);
  for (const session of sessions) {
    if (session.status !== "failed") expect(session).toEqual(told.get(session.id));
    told.delete(session.id);
  }
  expect([...told.values()].filter(({ status }) => status === "failed")).toEqual([]);
});

/** Lists one container and one machine's session as references, has their entities, and refuses some of the rest. */
async function referencesOnly(answers: (path: string) => number | object) {
  const guid = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
  const link = (path: string, Name: string, Type: string) => ({
    Href: `http://other:9399/api/${path}`,
    Name,
    Type,
    Rel: "Up",
  });
  const reference = (n: number, name: string, links: object[]) => ({
    UID: `urn:veeam:BackupJobSession:${guid(n)}`,
    Name: `${name}@2026-11-20 01:00:00`,
    Href: `http://other:9399/api/backupSessions/${guid(n)}`,
    Type: "BackupJobSessionReference",
    Links: [link(`agents/jobs/${guid(n + 4)}`, name, "JobReference"), ...links],
  });
  const parent = link(`backupSessions/${guid(1)}`, "Parent session", "BackupJobSessionReference");
  const Refs = [reference(1, "Files", []), reference(2, "Files - nas", [parent]), reference(3, "Alone", [])];
  return testServer((request, answer) => {
    const path = request.url ?? "";
    const own = path.includes("sessionMngr")
      ? { SessionId: "sid" }
      : path.endsWith("/agents/backupSessions")
        ? { Refs }
        : /query|systemSessions|agents/.test(path)
          ? 501
          : answers(path);
    if (typeof own === "number")
      answer.writeHead(own).end(JSON.stringify({ Message: "refused", StatusCode: own }));
    else answer.end(JSON.stringify(own));
  });
}

it.each([404, 500, 501])(
  "keeps the references, and says why, where entities are refused with %i",
  async (status) => {
    await using server = await referencesOnly(() => status);
    const source = testSource({ vendor: "veeam-enterprise-manager", url: server.url });
    const http = createHttp(source);
    const { sessions, isWhole, troubles } = await poll(createEnterpriseManagerReader(source, http));
    expect(isWhole).toBe(false);
    expect(troubles).toMatchObject([{ status }]);
    expect(sessions.map((session) => [session.device?.name, session.status, session.vendorType])).toEqual([
      [undefined, "unknown", null],
      ["nas", "unknown", null],
      [undefined, "unknown", null],
    ]);
    await http.close();
  },
);

it("is not whole where the machines of a container are told by nothing", async () => {
  await using server = await referencesOnly((path) =>
    path.includes("taskSessions")
      ? 404
      : {
          UID: `urn:veeam:BackupJobSession:${path.slice(20, 56)}`,
          JobType: path.includes("00000002-") ? "AgentManagement" : "AgentBackup",
          CreationTimeUTC: "2026-11-20T01:00:00Z",
          EndTimeUTC: "2026-11-20T02:00:00Z",
          State: "Stopped",
          Result: "Success",
        },
  );
  const source = testSource({ vendor: "veeam-enterprise-manager", url: server.url });
  const http = createHttp(source);
  const { sessions, isWhole, troubles } = await poll(createEnterpriseManagerReader(source, http));
  expect([isWhole, troubles.length]).toEqual([false, 1]);
  expect(sessions.map(({ status }) => status)).toEqual(["success", "success", "success"]);
  await http.close();
});

it("is no newer than what Enterprise Manager last collected", async () => {
  await using vendor = await simulated("veeam-enterprise-manager");
  const reader = readerOf(vendor);
  const { readings } = await poll(reader, { since: starting(vendor, 1) });
  expect(reader.lastCollectionAt()).toBe("2026-11-20T06:15:40.000Z");
  expect(readings.at(-1)).toEqual({ kind: "whole", scope: null, at: reader.lastCollectionAt() });
  expect(reader.learnt()).toContain("collected from its backup servers at 2026-11-20T06:15Z");
});

it("counts nothing as read in whole when it cannot learn how old that is", async () => {
  await using vendor = await simulated("veeam-enterprise-manager", { days: 2, devices: FEW });
  vendor.simulator.setFault({ status: 503, path: "/api/systemSessions" });
  const { sessions, isWhole, troubles } = await poll(readerOf(vendor));
  expect(sessions).toEqual(vendor.sessions());
  expect(isWhole).toBe(false);
  expect(troubles).toHaveLength(1);
});

it("reports what it found", async () => {
  await using vendor = await simulated("veeam-enterprise-manager");
  const report = await readerOf(vendor).check(new AbortController().signal);
  expect(report.newestSessionAt).toMatch(/^2026-11-/);
  expect(report.learnt.at(-1)).toMatch(/^devices in the last 2 days: \d+, jobs: \d+$/);
});
