import { describe, expect, it } from "vitest";
import { createSimulator, type SimulatorOptions } from "../simulator.ts";
import { createWorld } from "../world/world.ts";

const START = Date.UTC(2026, 10, 20, 7, 30);
const HEADER = "X-RestSvcSessionId";

function simulate(options: SimulatorOptions["enterpriseManager"] = {}) {
  const clock = { now: START };
  const world = createWorld({ now: () => clock.now });
  const simulator = createSimulator("veeam-enterprise-manager", world, { enterpriseManager: options });
  const { username, password } = simulator.credentials as { username: string; password: string };
  const logOn = (headers: Record<string, string> = {}, secret = password) =>
    simulator.app.request("/api/sessionMngr/?v=latest", {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${username}:${secret}`)}`, "Content-Length": "0", ...headers },
    });
  const session = async () => ({ [HEADER]: (await logOn()).headers.get(HEADER) ?? "" });
  const get = async (path: string, headers: Record<string, string>) => {
    const response = await simulator.app.request(path, { headers });
    // Response.text() would take the byte order mark away.
    return { response, text: Buffer.from(await response.arrayBuffer()).toString("utf8") };
  };
  return { ...simulator, clock, logOn, session, get };
}

const JSON_ONLY = { Accept: "application/json" };

describe("Enterprise Manager's logon", () => {
  it("answers 201 with the session in header, cookie and body", async () => {
    const reply = await simulate().logOn();
    expect(reply.status).toBe(201);
    const token = reply.headers.get(HEADER) ?? "";
    expect(reply.headers.get("Set-Cookie")).toContain(`${HEADER}=${token}`);
    expect(await reply.text()).toContain(`<SessionId>${atob(token)}</SessionId>`);
  });

  it("can tell the session in the body alone, with 200", async () => {
    const { logOn } = simulate({ logonTellsIn: "body" });
    const reply = await logOn(JSON_ONLY);
    expect([reply.status, reply.headers.get(HEADER)]).toEqual([200, null]);
    expect(await reply.text()).toMatch(/"SessionId":"[\da-f-]{36}"/);
  });

  it("refuses a wrong password, a call without length, and one without the slash", async () => {
    const { logOn, app } = simulate();
    expect((await logOn({}, "wrong")).status).toBe(401);
    expect((await app.request("/api/sessionMngr/?v=latest", { method: "POST" })).status).toBe(411);
    expect((await app.request("/api/sessionMngr?v=latest", { method: "POST" })).status).toBe(401);
  });

  it("ends after 15 idle minutes, with a challenge", async () => {
    const { clock, session, get } = simulate();
    const headers = await session();
    clock.now += 14 * 60_000;
    expect((await get("/api/agents/backupSessions", headers)).response.status).toBe(200);
    clock.now += 16 * 60_000;
    const { response } = await get("/api/agents/backupSessions", headers);
    expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([401, 'Basic realm="Veeam"']);
  });

  it("believes a stale cookie more than a good header", async () => {
    const { session, get } = simulate();
    const headers = { ...(await session()), Cookie: `${HEADER}=old` };
    expect((await get("/api/agents/backupSessions", headers)).response.status).toBe(401);
  });

  it("ends when it is logged off", async () => {
    const { app, session, get } = simulate();
    const headers = await session();
    const id = atob(headers[HEADER] ?? "");
    expect((await app.request(`/api/logonSessions/${id}`, { method: "DELETE", headers })).status).toBe(204);
    expect((await get("/api/agents/backupSessions", headers)).response.status).toBe(401);
  });
});

describe("Enterprise Manager's formats", () => {
  it("are XML unless JSON is the one type asked for, and then begin with a byte order mark", async () => {
    const { session, get } = simulate();
    const headers = await session();
    for (const Accept of ["*/*", "application/json, text/plain"]) {
      expect((await get("/api/agents/backupSessions", { ...headers, Accept })).text).toMatch(/^<\?xml/);
    }
    const { text } = await get("/api/agents/backupSessions", { ...headers, ...JSON_ONLY });
    expect(text.startsWith('\uFEFF{"Refs":[')).toBe(true);
  });

  it("have camelCase keys from version 13 on", async () => {
    const { session, get } = simulate({ version: 13 });
    const { text } = await get("/api/agents/backupSessions?format=Entity", {
      ...(await session()),
      ...JSON_ONLY,
    });
    expect(text).toContain('{"backupJobSessions":[');
    expect(text).toContain('"creationTimeUTC":');
    expect(text).toContain('"uid":"urn:veeam:BackupJobSession:');
  });

  it("name another host in every link", async () => {
    const { session, get } = simulate();
    const { text } = await get("/api/agents/backupSessions", await session());
    const hosts = new Set(Array.from(text.matchAll(/Href="(http:\/\/[^/]+)/g), ([, host]) => host));
    expect([...hosts]).toEqual(["http://vbem-internal.local:9399"]);
  });
});

interface QueryReply {
  Entities: {
    BackupJobSessions: { BackupJobSessions: { UID: string; JobType: string; CreationTimeUTC: string }[] };
  };
  PagingInfo: { PagesCount: number; PageSize: number };
}

describe("Enterprise Manager's query service", () => {
  async function pages(query: string) {
    const { session, get, sessions } = simulate();
    const headers = { ...(await session()), ...JSON_ONLY };
    const rows: QueryReply["Entities"]["BackupJobSessions"]["BackupJobSessions"] = [];
    for (let page = 1; ; page++) {
      const { text } = await get(
        `/api/query?type=BackupJobSession&format=Entities&page=${page}&${query}`,
        headers,
      );
      const reply = JSON.parse(text.slice(1)) as QueryReply;
      rows.push(...reply.Entities.BackupJobSessions.BackupJobSessions);
      if (page >= reply.PagingInfo.PagesCount)
        return { rows, told: sessions("s"), size: reply.PagingInfo.PageSize };
    }
  }

  it("gives every session exactly once, 100 a page unless asked", async () => {
    const { rows, told, size } = await pages("sortAsc=CreationTime");
    expect(size).toBe(100);
    expect(rows).toHaveLength(told.length);
    const guids = new Set(rows.map(({ UID }) => UID.split(":").at(-1)));
    expect(guids).toEqual(new Set(told.map(({ vendorId }) => vendorId)));
    const starts = rows.map(({ CreationTimeUTC }) => Date.parse(CreationTimeUTC));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it("filters by AND and OR", async () => {
    const filter = encodeURIComponent(
      'CreationTime>="2026-11-18T00:00:00Z";(JobType==AgentBackup,JobType==Other)',
    );
    const { rows, told } = await pages(`filter=${filter}&pageSize=500`);
    const containers = told.filter((one) => one.parentId === null && (one.at ?? "") >= "2026-11-18");
    expect(rows).toHaveLength(containers.length);
    expect(new Set(rows.map(({ JobType }) => JobType))).toEqual(new Set(["AgentBackup"]));
  });

  it("refuses a field that is not its own", async () => {
    const { session, get } = simulate();
    const headers = await session();
    for (const query of [
      "filter=CreationTimeUTC%3E%222026%22",
      "sortAsc=CreationTimeUTC",
      "filter=%28Result",
    ]) {
      const { response } = await get(`/api/query?type=BackupJobSession&format=Entities&${query}`, headers);
      expect(response.status).toBe(400);
    }
  });

  it("can be missing, and the lists of the last 30 days are still there", async () => {
    const { session, get, sessions } = simulate({ queryService: 403 });
    const headers = await session();
    expect((await get("/api/query?type=BackupJobSession", headers)).response.status).toBe(403);
    const { text } = await get("/api/agents/backupSessions", headers);
    const since = new Date(START - 30 * 86_400_000).toISOString();
    expect(text.split("<Ref ").length - 1).toBe(sessions("s").filter(({ at }) => (at ?? "") >= since).length);
  });
});

describe("Enterprise Manager's task sessions", () => {
  it("give device, size and reason of a machine's failed session", async () => {
    const { session, get, sessions } = simulate();
    const failed = sessions("s").find(({ status, parentId }) => status === "failed" && parentId !== null);
    const { text } = await get(
      `/api/backupSessions/${failed?.vendorId}/taskSessions?format=Entity`,
      await session(),
    );
    expect(text).toContain(`VmDisplayName="${failed?.device?.name}"`);
    expect(text).toContain(`<TotalSize>${failed?.selectedBytes}</TotalSize>`);
    expect(text).toContain(`<Reason>${failed?.message}</Reason>`);
  });
});

describe("Enterprise Manager's dialects", () => {
  const LIST = "/api/agents/backupSessions?format=Entity";

  it("can answer XML where JSON was asked for", async () => {
    const { session, get } = simulate({ givesJson: false });
    expect((await get(LIST, { ...(await session()), ...JSON_ONLY })).text).toMatch(/^<\?xml/);
  });

  it("can have camelCase keys before version 13, and no byte order mark", async () => {
    const { session, get } = simulate({ camelCase: true, hasByteOrderMark: false });
    expect((await get(LIST, { ...(await session()), ...JSON_ONLY })).text).toMatch(/^\{"backupJobSessions":/);
  });

  it("can cap the query's pages, whatever was asked for", async () => {
    const { session, get } = simulate({ pageCap: 100 });
    const query = "/api/query?type=BackupJobSession&format=Entities&pageSize=5000";
    const { text } = await get(query, { ...(await session()), ...JSON_ONLY });
    const { PagingInfo } = JSON.parse(text.slice(1)) as QueryReply;
    expect([PagingInfo.PageSize, PagingInfo.PagesCount > 1]).toEqual([100, true]);
  });

  it("can tell references alone: names, links, and a start to the second", async () => {
    const { session, get, sessions } = simulate({ tellsEntities: false });
    const headers = await session();
    const { text } = await get("/api/agents/backupSessions", headers);
    expect(text.split("<Ref ").length - 1).toBe(sessions("s").length);
    const [first] = sessions("s");
    for (const path of [
      LIST,
      `/api/backupSessions/${first?.vendorId}?format=Entity`,
      "/api/query?type=BackupJobSession",
    ])
      expect((await get(path, headers)).response.status).toBe(404);
    expect(first).toMatchObject({ status: "unknown", vendorType: null, vendorStatus: null, endedAt: null });
    expect(first?.startedAt).toMatch(/:\d\d\.000Z$/);
  });

  it("tells all as of its last collection", async () => {
    const [live, old] = [simulate(), simulate({ collectedAgoMs: 26 * 3_600_000 })];
    const { text } = await old.get("/api/systemSessions?format=Entity", await old.session());
    const ended = Array.from(text.matchAll(/<EndTimeUTC>(.*?)</g), ([, time]) => Date.parse(time ?? ""));
    expect(START - Math.max(...ended)).toBeGreaterThan(26 * 3_600_000 - 1);
    const newest = (sessions: ReturnType<typeof old.sessions>) =>
      sessions
        .map(({ at }) => at ?? "")
        .sort()
        .at(-1) ?? "";
    expect(START - Date.parse(newest(old.sessions("s")))).toBeGreaterThan(26 * 3_600_000);
    expect(newest(old.sessions("s")) < newest(live.sessions("s"))).toBe(true);
  });

  it("can forget a logon sooner", async () => {
    const { clock, session, get } = simulate({ idleMs: 60_000 });
    const headers = await session();
    clock.now += 61_000;
    expect((await get(LIST, headers)).response.status).toBe(401);
  });
});
