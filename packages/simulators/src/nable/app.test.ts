import { describe, expect, it } from "vitest";
import { createSimulator, NABLE_KEY, type SimulatorOptions } from "../simulator.ts";
import { createWorld } from "../world/world.ts";

const NOW = Date.UTC(2026, 10, 20, 7, 30);
const world = createWorld({ now: () => NOW });
const { app } = createSimulator("nable", world);

async function ask(query: string, key = NABLE_KEY): Promise<{ status: number; text: string; bytes: Buffer }> {
  const response = await app.request(`/api/?apikey=${key}&${query}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, text: bytes.toString("latin1"), bytes };
}

const count = (text: string, tag: string) => text.split(`<${tag}>`).length - 1;

describe("the N-able API", () => {
  it.each([
    ["a wrong key", "service=list_clients", "wrong", "<errorcode>3</errorcode><message>Login failed"],
    [
      "a missing parameter",
      "service=list_mob_sessions",
      NABLE_KEY,
      "<errorcode>5</errorcode><message>Missing parameter: deviceid",
    ],
    [
      "a device that is not there",
      "service=list_mob_sessions&deviceid=1",
      NABLE_KEY,
      "<errorcode>4</errorcode>",
    ],
    ["a service that is not there", "service=toString", NABLE_KEY, "Service unknown: toString"],
  ])("refuses %s with HTTP 200", async (_, query, key, expected) => {
    const { status, text } = await ask(query, key);
    expect(status).toBe(200);
    expect(text).toContain('status="FAIL"');
    expect(text).toContain(expected);
  });

  it.each(["/api?service=list_clients", "/", "/api/list_clients"])(
    "knows no path but /api/: %s",
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );

  it.each(["mob/mob_list_selection_size", "mob%2Fmob_list_selection_size"])(
    "knows a service whose name holds a slash: %s",
    async (service) => {
      const device = world.plan("nable").devices.find(({ isProtected }) => isProtected);
      const of = `clientid=1&siteid=1&deviceid=${device?.id}&year=2026&month=11`;
      expect((await ask(`service=${service}&${of}`)).text).toMatch(/<total>[1-9]\d+<\/total>/);
      expect((await ask(`service=${service}`)).text).toContain("Missing parameter: clientid");
    },
  );

  it("answers in ISO-8859-1 and says so", async () => {
    const { text, bytes } = await ask("service=list_clients");
    expect(text).toContain('<?xml version="1.0" encoding="ISO-8859-1"?>');
    expect(text).toContain("<![CDATA[Bäckerei Krümel]]>");
    expect(bytes.toString("utf8")).not.toContain("Bäckerei");
  });

  it("writes what lies beyond ISO-8859-1 as the bytes of Windows-1252", async () => {
    const { bytes } = await ask("service=list_devices_at_client&clientid=105&devicetype=server");
    const name = Buffer.concat([Buffer.from("Dresden "), Buffer.of(0x96), Buffer.from(" Neustadt")]);
    expect(bytes.includes(name)).toBe(true);
  });

  it("leaves out, without a word, what a key does not see that is limited to a client group", async () => {
    const limited = createSimulator("nable", world, { nable: { seesClients: [103] } }).app;
    const list = async (query: string) =>
      (await limited.request(`/api/?apikey=${NABLE_KEY}&service=${query}`)).text();
    const clients = await list("list_clients");
    expect([count(clients, "client"), clients.includes('status="OK"')]).toEqual([1, true]);
    expect(await list("list_sites&clientid=100")).toContain("<errorcode>4</errorcode>");
  });

  it("gives the whole history of every device with backup, and none of others", async () => {
    const devices = world.plan("nable").devices;
    let sessions = 0;
    for (const device of devices) {
      const { text } = await ask(`service=list_mob_sessions&deviceid=${device.id}`);
      if (!device.isProtected) expect(text).toContain("<items/>");
      sessions += count(text, "session");
    }
    expect(sessions).toBe(world.sessions("nable", "s").length);
  });

  it("lists all devices by client, with the flag that tells who has backup", async () => {
    let [withBackup, without] = [0, 0];
    for (const client of world.plan("nable").clients) {
      for (const type of ["server", "workstation"]) {
        const { text } = await ask(`service=list_devices_at_client&clientid=${client.id}&devicetype=${type}`);
        withBackup += text.split("<mob>1</mob>").length - 1;
        without += text.split("<mob>0</mob>").length - 1;
      }
    }
    const devices = world.plan("nable").devices;
    expect(withBackup).toBe(devices.filter((device) => device.isProtected).length);
    expect(without).toBe(devices.filter((device) => !device.isProtected).length);
    expect(without).toBeGreaterThan(0);
  });

  it("writes a batch's rows when all of it has ended, and not before", async () => {
    const clock = { now: NOW };
    const moving = createWorld({ now: () => clock.now });
    const moved = createSimulator("nable", moving).app;
    const job = moving.plan("nable").jobs.find((candidate) => candidate.items.length === 3);
    const rows = async () =>
      count(
        await (
          await moved.request(
            `/api/?apikey=${NABLE_KEY}&service=list_mob_sessions&deviceid=${job?.items[0]?.device.id}`,
          )
        ).text(),
        "session",
      );
    const before = await rows();
    clock.now += 24 * 3_600_000;
    const run = moving.jobRuns("nable").findLast((candidate) => candidate.job === job);
    clock.now = (run?.endedAt ?? 0) - 1;
    expect(await rows()).toBe(before);
    clock.now += 1;
    expect(await rows()).toBe(before + 3);
  });
});

describe("the N-able API's dialects", () => {
  function other(options: NonNullable<SimulatorOptions["nable"]>) {
    const clock = { now: NOW };
    const world = createWorld({ now: () => clock.now, days: 3, devices });
    const simulator = createSimulator("nable", world, { nable: options });
    const ask = async (query: string) => {
      const reply = await simulator.app.request(`/api/?apikey=${NABLE_KEY}&${query}`);
      return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
    };
    return {
      clock,
      simulator,
      ask,
      text: async (query: string) => (await ask(query)).bytes.toString("utf8"),
    };
  }
  const devices = { nable: 9, azure: 0, enterpriseManager: 0, unitrends: 0 };
  const history = "service=list_mob_sessions&deviceid=9001";

  it.each([
    ["result", /status="OK"><session>/],
    ["mob_sessions", /<mob_sessions><session>.*<\/mob_sessions><\/result>/],
    ["items", /<items><session>.*<\/items><\/result>/],
  ] as const)("has sessions in %s", async (sessionsIn, expected) => {
    expect(await other({ sessionsIn }).text(history)).toMatch(expected);
  });

  it("can be UTF-8, and says so", async () => {
    const text = await other({ encoding: "UTF-8" }).text("service=list_clients");
    expect(text).toContain('encoding="UTF-8"');
    expect(text).toContain("Bäckerei Krümel");
  });

  it.each([
    ["malformed", true, '<result created="2026-11-20T20T07:30:00+00:00" host="rmm.example.net" status="OK">'],
    ["absent", false, '<result host="rmm.example.net">'],
  ] as const)("has a created that is %s", async (created, hasStatus, expected) => {
    expect(await other({ created, hasStatus }).text("service=list_clients")).toContain(expected);
  });

  it("can insist on its spacing", async () => {
    const { ask, clock } = other({ spacingMs: 90_000 });
    const status = async () => {
      const { reply } = await ask("service=list_clients");
      return [reply.status, reply.headers.get("Retry-After")];
    };
    expect(await status()).toEqual([200, null]);
    clock.now += 30_500;
    expect(await status()).toEqual([429, "60"]);
    clock.now += 59_500;
    expect(await status()).toEqual([200, null]);
  });

  it("shows a limited key its one client, with status OK", async () => {
    const { text, simulator } = other({ seesClients: [101] });
    expect(await text("service=list_clients")).toMatch(/status="OK"><items><client><name><!\[CDATA\[Hansen/);
    expect(await text(history)).toContain("Invalid value for parameter: deviceid");
    const clients = new Set(simulator.sessions("s").map(({ client }) => client?.name));
    expect(clients).toEqual(new Set(["Hansen Logistik"]));
  });
});
