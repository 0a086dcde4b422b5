import { describe, expect, it } from "vitest";
import { createSimulator, type SimulatorOptions } from "../simulator.ts";
import { createWorld } from "../world/world.ts";

const START = Date.UTC(2026, 10, 20, 7, 30);
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

function simulate(options: SimulatorOptions["azure"] = {}) {
  const clock = { now: START };
  const world = createWorld({ now: () => clock.now, days: 20 });
  const simulator = createSimulator("veeam-azure", world, { azure: options });
  const token = async (form: Record<string, string>) =>
    simulator.app.request("/api/oauth2/token", {
      method: "POST",
      headers: FORM,
      body: new URLSearchParams(form),
    });
  const password = () =>
    token({ grant_type: "Password", ...(simulator.credentials as Record<string, string>) });
  const logOn = async () => {
    const { access_token } = (await (await password()).json()) as { access_token: string };
    return { Authorization: `Bearer ${access_token}` };
  };
  const get = async (path: string, headers: Record<string, string>) => {
    const response = await simulator.app.request(path, { headers });
    return { status: response.status, body: (await response.json()) as Page };
  };
  return { ...simulator, clock, token, password, logOn, get };
}

interface Page {
  totalCount: number;
  limit: number;
  results: {
    id: string;
    type: string;
    status: string;
    executionStartTime: string;
    executionStopTime?: string;
  }[];
}

describe("the Azure appliance's tokens", () => {
  it("refuses a wrong password, and JSON where a form is wanted", async () => {
    const { token, app, credentials } = simulate();
    expect((await token({ grant_type: "Password", username: "svc-monitor", password: "no" })).status).toBe(
      401,
    );
    const body = JSON.stringify({ grant_type: "Password", ...credentials });
    expect((await app.request("/api/oauth2/token", { method: "POST", body })).status).toBe(400);
  });

  it("gives a new pair for a refresh token, once", async () => {
    const { token, password } = simulate();
    const first = (await (await password()).json()) as { refresh_token: string };
    const form = { grant_type: "Refresh_token", refresh_token: first.refresh_token };
    const second = (await (await token(form)).json()) as { refresh_token: string };
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await token(form)).status).toBe(400);
  });

  it("gives a user with a second factor 200 and no token", async () => {
    const reply = await simulate({ mfa: true }).password();
    expect(reply.status).toBe(200);
    expect(await reply.json()).not.toHaveProperty("access_token");
  });

  it("refuses a token that has expired, and one that was logged out", async () => {
    const { app, clock, logOn, get } = simulate();
    const first = await logOn();
    expect((await get("/api/v8/jobSessions", first)).status).toBe(200);
    clock.now += 3_601_000;
    expect((await get("/api/v8/jobSessions", first)).status).toBe(401);
    const second = await logOn();
    expect((await app.request("/api/oauth2/token", { method: "DELETE", headers: second })).status).toBe(204);
    expect((await get("/api/v8/jobSessions", second)).status).toBe(401);
  });
});

describe("the Azure appliance's sessions", () => {
  it("are served in its own versions only", async () => {
    const { logOn, get } = simulate();
    const headers = await logOn();
    for (const [version, status] of [
      ["v8.1", 200],
      ["v6", 200],
      ["v5", 404],
      ["v1", 404],
    ] as const) {
      expect((await get(`/api/${version}/system/about`, headers)).status).toBe(status);
    }
  });

  it.each([
    ["v8.1", "Offset", "Limit"],
    ["v1", "offset", "limit"],
  ])("come page by page on %s, each exactly once, newest first", async (version, offset, limit) => {
    const { logOn, get, sessions } = simulate({ versions: [version] });
    const headers = await logOn();
    const seen: Page["results"] = [];
    for (;;) {
      const { body } = await get(`/api/${version}/jobSessions?${offset}=${seen.length}&${limit}=57`, headers);
      seen.push(...body.results);
      if (seen.length >= body.totalCount || body.results.length === 0) break;
    }
    const told = sessions("s").filter(({ parentId }) => parentId === null);
    expect(seen).toHaveLength(told.length);
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(told.map(({ vendorId }) => vendorId)));
    const starts = seen.map(({ executionStartTime }) => Date.parse(executionStartTime));
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  });

  it("come by the default number where a parameter is in the wrong case", async () => {
    const { logOn, get } = simulate();
    const { body } = await get("/api/v8/jobSessions?limit=500", await logOn());
    expect([body.limit, body.results.length]).toEqual([100, 100]);
  });

  it("are filtered by type, status and launch time, all of them on -1", async () => {
    const { logOn, get } = simulate();
    const query =
      "Limit=-1&Types=PolicyBackup&Types=PolicySnapshot&Status=Error&FromUtc=2026-11-10T00:00:00Z";
    const { body } = await get(`/api/v8/jobSessions?${query}`, await logOn());
    expect(body.results.length).toBeGreaterThan(0);
    expect(body.results.length).toBe(body.totalCount);
    for (const row of body.results) {
      expect(["PolicyBackup", "PolicySnapshot"]).toContain(row.type);
      expect([row.status, row.executionStartTime >= "2026-11-10"]).toEqual(["Error", true]);
    }
  });

  it("leave out the end while they run", async () => {
    const { logOn, get } = simulate();
    const { body } = await get("/api/v8/jobSessions?Status=Running", await logOn());
    expect(body.results).toHaveLength(1);
    expect(body.results[0]).not.toHaveProperty("executionStopTime");
  });

  it("tell their machines if they are backups or snapshots, and 400 otherwise", async () => {
    const { logOn, get, sessions } = simulate();
    const headers = await logOn();
    let machines = 0;
    for (const { vendorId, kind } of sessions("s").filter(({ parentId }) => parentId === null)) {
      const { status, body } = await get(`/api/v8/jobSessions/${vendorId}/protectedItems?Limit=-1`, headers);
      expect(status).toBe(kind === "backup" || kind === "snapshot" ? 200 : 400);
      if (status === 200) machines += body.results.length;
    }
    expect(machines).toBe(sessions("s").filter(({ parentId }) => parentId !== null).length);
  });

  it("come in one go from v1's export", async () => {
    const { app, logOn, sessions } = simulate({ versions: ["v1"] });
    const reply = await app.request("/api/v1/jobSessions/export", { method: "POST", headers: await logOn() });
    const body = (await reply.json()) as Page;
    expect([body.limit, body.results.length]).toEqual([
      -1,
      sessions("s").filter(({ parentId }) => parentId === null).length,
    ]);
  });
});

describe("the Azure appliance's dialects", () => {
  it("can refuse everything until its licence is accepted", async () => {
    const { logOn, get } = simulate({ needsLicenceAccepted: true });
    const { status, body } = await get("/api/v8.1/system/about", await logOn());
    expect([status, body]).toMatchObject([403, { licenseAgreementAcceptanceRequired: true }]);
  });

  it("can cap its pages, whatever was asked for", async () => {
    const { logOn, get } = simulate({ pageCap: 20 });
    for (const limit of [-1, 500]) {
      const { body } = await get(`/api/v8/jobSessions?Limit=${limit}`, await logOn());
      expect([body.limit, body.results.length, body.totalCount > 20]).toEqual([20, 20, true]);
    }
  });

  it("can give decimal ids in every version", async () => {
    const { logOn, get, sessions } = simulate({ decimalIds: true });
    const headers = await logOn();
    const { body } = await get("/api/v8/jobSessions?Limit=1", headers);
    expect(sessions("s").map(({ vendorId }) => vendorId)).toContain(body.results[0]?.id);
    expect(body.results[0]?.id).toMatch(/^\d+$/);
    expect((await get(`/api/v8/jobSessions/${body.results[0]?.id}`, headers)).status).toBe(200);
  });
});

describe("the Azure appliance's lists", () => {
  interface Thing {
    id: string;
    name: string;
    isEnabled?: boolean;
  }
  const things = (body: unknown) => (body as { results: Thing[] }).results;

  it("tell its policies as their sessions call them, and its machines", async () => {
    const { logOn, get, sessions } = simulate();
    const headers = await logOn();
    const policies = things((await get("/api/v8/policies/virtualMachines?Limit=-1", headers)).body);
    const own = (id = "") => id.replace("s:", "");
    const told = sessions("s").flatMap(({ kind, policy }) =>
      kind === "backup" || kind === "snapshot" ? own(policy?.id) : [],
    );
    expect(new Set(policies.map(({ id }) => id))).toEqual(new Set(told));
    const machines = things((await get("/api/v8/protectedItem/virtualMachines?Limit=-1", headers)).body);
    const devices = sessions("s").flatMap(({ device }) => (device ? own(device.id) : []));
    expect(new Set(machines.map(({ id }) => id))).toEqual(new Set(devices));
    expect(things((await get("/api/v8/policies/sql", headers)).body)).toEqual([]);
    expect((await get("/api/v8/policies/oracle", headers)).status).toBe(404);
  });

  it.each([
    ["v1", "policies", 404],
    ["v2", "policies", 200],
    ["v3", "protectedItem", 200],
    ["v3", "policies/virtualMachines", 404],
    ["v6", "policies", 404],
    ["v6", "protectedItem/virtualMachines", 200],
  ])("of %s have %s: %i", async (version, path, status) => {
    const { logOn, get } = simulate({ versions: [version] });
    expect((await get(`/api/${version}/${path}`, await logOn())).status).toBe(status);
  });

  it("are not there where an appliance has none", async () => {
    const { logOn, get } = simulate({ lists: false });
    expect((await get("/api/v8/policies/virtualMachines", await logOn())).status).toBe(404);
  });

  it("lose a removed policy, whose sessions stay, say so, and get no more", async () => {
    const { logOn, get, azure, sessions, clock } = simulate();
    const name = sessions("s").find(({ kind }) => kind === "backup")?.policy?.name ?? "";
    const of = () => sessions("s").filter(({ policy }) => policy?.name === name).length;
    const [before, all] = [of(), sessions("s").length];
    azure.removePolicy(name);
    clock.now += 2 * 24 * 3_600_000;
    const headers = await logOn();
    const listed = things((await get("/api/v8/policies/virtualMachines", headers)).body);
    expect(listed.map((policy) => policy.name)).not.toContain(name);
    const { body } = await get("/api/v8/jobSessions?Limit=-1", headers);
    const infos = (body.results as { backupJobInfo?: { policyName: string; policyRemoved: boolean } }[])
      .map((row) => row.backupJobInfo)
      .filter((info) => info !== undefined);
    for (const info of infos) expect(info.policyRemoved).toBe(info.policyName === name);
    expect(of()).toBe(before);
    expect(sessions("s").length).toBeGreaterThan(all);
  });

  it("name a renamed policy alike everywhere, and tell which run", async () => {
    const { logOn, get, azure, sessions } = simulate();
    const names = [...new Set(sessions("s").flatMap(({ policy }) => policy?.name ?? []))];
    const [first = "", second = ""] = names;
    azure.renamePolicy(first, "New name");
    azure.disablePolicy(second);
    azure.addPolicy("Never ran", { isEnabled: false });
    const listed = things((await get("/api/v8/policies/virtualMachines", await logOn())).body);
    const enabled = Object.fromEntries(listed.map(({ name, isEnabled }) => [name, isEnabled]));
    expect(enabled).toMatchObject({ "New name": true, [second]: false, "Never ran": false });
    expect(enabled).not.toHaveProperty(first);
    expect(sessions("s").map(({ policy }) => policy?.name)).not.toContain(first);
  });
});
