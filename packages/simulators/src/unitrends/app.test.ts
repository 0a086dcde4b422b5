import { describe, expect, it } from "vitest";
import { createSimulator, type SimulatorOptions } from "../simulator.ts";
import { createWorld } from "../world/world.ts";

const START = Date.UTC(2026, 10, 20, 7, 30);

function simulate(options: SimulatorOptions["unitrends"] = {}, systems = 1) {
  const clock = { now: START };
  const world = createWorld({ now: () => clock.now, days: 20, unitrendsSystems: systems });
  const simulator = createSimulator("unitrends", world, { unitrends: options });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    simulator.app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
  const logOn = async () => {
    const { auth_token } = (await (await post("/api/login", simulator.credentials)).json()) as {
      auth_token: string;
    };
    return { AuthToken: auth_token };
  };
  return { ...simulator, clock, post, logOn };
}

type Row = Record<string, unknown> & { id: number };

describe("the Unitrends appliance", () => {
  it("logs on with 201, and refuses a wrong password in words", async () => {
    const { post, credentials } = simulate();
    expect((await post("/api/login", credentials)).status).toBe(201);
    const refused = await post("/api/login", { username: "monitor", password: "wrong" });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      result: [{ message: expect.stringContaining("Login failed") }],
    });
  });

  it("tells that a token has died by the message of a failure alone", async () => {
    const { clock, post, logOn } = simulate();
    const headers = await logOn();
    clock.now += 3_601_000;
    const refused = await post("/api/backups", {}, headers);
    expect(refused.status).toBe(500);
    expect(JSON.stringify(await refused.json())).toContain("session has expired");
    expect((await post("/api/backups", {})).status).toBe(401);
  });

  it("gives every backup exactly once, window by window of starts", async () => {
    const { post, logOn, sessions } = simulate({ longestWindowHours: 72 });
    const headers = await logOn();
    const ids: number[] = [];
    const step = 71 * 3600;
    for (let from = START / 1000 - 30 * 86_400; from <= START / 1000; from += step + 1) {
      const reply = await post("/api/backups?sid=1", { start_time: from, end_time: from + step }, headers);
      expect(reply.status).toBe(201);
      const body = (await reply.json()) as { data: Row[] } | [];
      if (!Array.isArray(body)) ids.push(...body.data.map(({ id }) => id));
    }
    const told = sessions("s").map(({ vendorId }) => vendorId);
    expect(ids).toHaveLength(told.length);
    expect(new Set(ids.map(String))).toEqual(new Set(told));
    expect((await post("/api/backups", {}, headers)).status).toBe(500);
  });

  it("gives a bare list where the newer dialect has nothing", async () => {
    const { post, logOn } = simulate();
    const reply = await post("/api/backups", { start_time: 1, end_time: 2 }, await logOn());
    expect(await reply.json()).toEqual([]);
  });

  it("speaks the documentation's dialect as well", async () => {
    const { post, logOn } = simulate({ dialect: "2015" });
    const reply = await post("/api/backups?lang=en", {}, await logOn());
    const { backups } = (await reply.json()) as { backups: Row[] };
    const ended = backups.find(({ complete }) => complete);
    expect(ended).toMatchObject({
      start_date_time: expect.stringMatching(/^\d\d\/\d\d\/2026 \d\d:\d\d [ap]m$/),
      duration: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      status: "Success",
    });
    expect(ended).not.toHaveProperty("complete_time");
  });

  it("tells local times, the month first only in English", async () => {
    const { post, logOn } = simulate();
    const headers = await logOn();
    const first = async (lang: string) => {
      const { data } = (await (await post(`/api/backups?lang=${lang}`, {}, headers)).json()) as {
        data: Row[];
      };
      return data[0]?.start_time;
    };
    expect(await first("en")).toMatch(/^1[01]\/\d\d\/2026 \d\d:\d\d:\d\d [ap]m$/);
    expect(await first("de")).toMatch(/^\d\d\/1[01]\/2026 \d\d:\d\d:\d\d$/);
  });

  it("gives the systems it manages, with ids that only the system tells apart", async () => {
    const { app, post, logOn } = simulate({}, 2);
    const headers = await logOn();
    const { appliance } = (await (await app.request("/api/systems", { headers })).json()) as {
      appliance: Row[];
    };
    expect(appliance).toHaveLength(2);
    const ids = async (sid: number) => {
      const { data } = (await (await post(`/api/backups?sid=${sid}`, {}, headers)).json()) as { data: Row[] };
      return data.map(({ id }) => id);
    };
    const [one, two] = [new Set(await ids(1)), await ids(2)];
    expect(two.some((id) => one.has(id))).toBe(true);
  });

  it("names the jobs of backups in its history", async () => {
    const { app, logOn, sessions } = simulate();
    const reply = await app.request("/api/jobs/history?showFlat=true", { headers: await logOn() });
    const { data, limited } = (await reply.json()) as { data: Row[]; limited: boolean };
    const names = new Map(data.map((row) => [String(row.backup_id), row.name]));
    expect(limited).toBe(false);
    for (const { vendorId, policy } of sessions("s")) expect(names.get(vendorId ?? "")).toBe(policy?.name);
  });

  it.each([
    ["POST", "/api/backups?isDelete=1"],
    ["PUT", "/api/backups"],
    ["DELETE", "/api/backups/7"],
    ["GET", "/api/clients"],
  ])("answers %s %s and remembers that it was sent", async (method, path) => {
    const { app, logOn, forbidden } = simulate();
    const headers = await logOn();
    const reply = await app.request(path, { method, headers });
    expect(reply.ok).toBe(true);
    expect(forbidden()).toEqual([`${method} ${path}`]);
  });

  it("remembers nothing of what a viewer may send", async () => {
    const { app, post, logOn, forbidden } = simulate();
    const headers = await logOn();
    await post("/api/backups?sid=1&lang=en", {}, headers);
    await app.request("/api/jobs/history?showFlat=true", { headers });
    await app.request("/api/catalog/?start_date=11/01/2026&view=instance", { headers });
    await post("/api/logout", { cookie: headers.AuthToken }, headers);
    expect(forbidden()).toEqual([]);
  });
});

describe("the Unitrends appliance's dialects", () => {
  it("can lack the job history: then no session has a policy", async () => {
    const { app, logOn, sessions } = simulate({ hasJobHistory: false });
    expect((await app.request("/api/jobs/history", { headers: await logOn() })).status).toBe(404);
    expect(new Set(sessions("s").map(({ policy }) => policy))).toEqual(new Set([null]));
  });

  it("can stand in another time zone, and tells of the same instants", async () => {
    const world = createWorld({ now: () => START, days: 5 });
    const [here, there] = ["Europe/Berlin", "America/New_York"].map((timeZone) =>
      createSimulator("unitrends", world, { timeZone }),
    );
    const start = async (simulator: typeof here) => {
      const ask = async (path: string, body: object, headers: Record<string, string> = {}) =>
        (await simulator?.app.request(path, { method: "POST", headers, body: JSON.stringify(body) }))?.json();
      const { auth_token } = (await ask("/api/login", simulator?.credentials ?? {})) as {
        auth_token: string;
      };
      const { data } = (await ask("/api/backups?sid=1", {}, { AuthToken: auth_token })) as { data: Row[] };
      return Date.parse(`${String(data[0]?.start_time)} UTC`);
    };
    expect((await start(here)) - (await start(there))).toBe(6 * 3_600_000);
    expect(there?.timeZone).toBe("America/New_York");
    expect(there?.sessions("s")).toEqual(here?.sessions("s"));
  });
});
