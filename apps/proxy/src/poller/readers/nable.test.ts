import { createSimulator, createWorld, type Served, serveSimulator } from "@lastgood/simulators";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SourceConfig } from "../../config-types.ts";
import { Secret } from "../../secret.ts";
import { createHttp } from "../../vendors/http.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import { createNableReader } from "./nable.ts";
import { readAll, sorted } from "./read-all.ts";

const START = Date.parse("2026-11-20T09:00:00Z");
let now = START;
const world = createWorld({ now: () => now, days: 5 });
let simulator: ReturnType<typeof createSimulator>;
let served: Served;
beforeEach(async () => {
  now = START;
  simulator = createSimulator("nable", world);
  served = await serveSimulator(simulator);
});
afterEach(() => served.close());

const lines: string[] = [];
function reader(fields: Partial<SourceConfig> = {}) {
  const source = testSource({ id: "rmm", url: served.url, ...fields });
  return createNableReader(source, createHttp(source, { log: (line) => lines.push(line) }), {
    now: () => now,
  });
}

it("reads every session of every device with backup, with its names, and says which devices it read in whole", async () => {
  const nable = reader();
  const { sessions, inventories, whole, troubles, thrown } = await readAll(nable);
  expect(thrown).toBeNull();
  expect(troubles).toEqual([]);
  const expected = world.sessions("nable", "rmm");
  expect(expected.length).toBeGreaterThan(100);
  expect(sorted(sessions)).toEqual(sorted(expected));
  const devices = inventories[0]?.devices ?? [];
  const withBackup = devices.filter((device) => device.protected).map(({ device }) => device.id);
  expect(devices.length).toBeGreaterThan(withBackup.length);
  expect(whole.flatMap((scope) => scope?.deviceIds ?? [])).toEqual(withBackup);
  expect(nable.learnt()).toEqual([
    expect.stringMatching(`^\\d+ clients, ${withBackup.length} devices with backup$`),
  ]);
  expect(simulator.forbidden()).toEqual([]);
  await nable.close();
});

it("reads the same of replies without a status and with a time that is none", async () => {
  await served.close();
  served = await serveSimulator(
    createSimulator("nable", world, {
      nable: { created: "malformed", hasStatus: false, hasErrorCodes: false },
    }),
  );
  const nable = reader();
  const { sessions, thrown, troubles } = await readAll(nable);
  expect([thrown, troubles]).toEqual([null, []]);
  expect(sorted(sessions)).toEqual(sorted(world.sessions("nable", "rmm")));
  expect(sessions.some(({ site }) => site?.name === "Dresden – Neustadt")).toBe(true);
  await nable.close();
  const refused = reader({ apiKey: new Secret("ffffffffffffffffffffffffffffffff") });
  expect((await readAll(refused)).thrown).toMatchObject({ kind: "auth" });
  await refused.close();
});

it.each([
  [[103], 1],
  [[], 0],
])("reads what a key sees that is limited to the clients %j", async (seesClients, clients) => {
  await served.close();
  simulator = createSimulator("nable", world, { nable: { seesClients } });
  served = await serveSimulator(simulator);
  const nable = reader();
  const { sessions, thrown } = await readAll(nable);
  expect(thrown).toBeNull();
  expect(new Set(sessions.map(({ client }) => client?.id))).toEqual(
    new Set(seesClients.map((id) => `rmm:${id}`)),
  );
  expect(nable.learnt()[0]).toMatch(`${clients} clients, `);
  const hint = "the key sees no client: is it limited to a client group?";
  expect(nable.learnt().includes(hint)).toBe(clients === 0);
  expect((await nable.check(new AbortController().signal)).learnt.includes(hint)).toBe(clients === 0);
  await nable.close();
});

it("asks for the inventory every 6 hours only, also after a restart", async () => {
  const first = reader();
  await readAll(first);
  const before = simulator.requests();
  const again = reader();
  const second = await readAll(again, { cursor: first.cursor() });
  expect(second.inventories).toEqual([]);
  expect(second.sessions.length).toBeGreaterThan(100);
  expect(simulator.requestLog().slice(before).join()).not.toContain("list_clients");
  now += 6 * 3_600_000;
  expect((await readAll(again)).inventories).toHaveLength(1);
  await first.close();
  await again.close();
});

it("reports what it found, and the newest session of one device, which proves that the key may read sessions", async () => {
  const nable = reader();
  const report = await nable.check(new AbortController().signal);
  expect(report.devices).toBeGreaterThan(0);
  expect(report.learnt).toEqual([
    expect.stringMatching(`^backup is on for ${report.devices} of \\d+ devices$`),
  ]);
  const of = world.sessions("nable", "rmm").filter(({ device }) => device?.name === report.newestSessionOf);
  expect(report.newestSessionAt).toBe(
    of.reduce((newest, { at }) => (at !== null && at > newest ? at : newest), ""),
  );
  expect(
    simulator
      .requestLog()
      .join()
      .match(/list_mob_sessions/g),
  ).toHaveLength(1);
  simulator.setFault({ status: 403, service: "list_mob_sessions" });
  await expect(nable.check(new AbortController().signal)).rejects.toMatchObject({ kind: "auth" });
  await nable.close();
});

it("checks no longer than a person waits, and says so", async () => {
  const nable = createNableReader(
    testSource({ id: "rmm", url: served.url, spacingMs: 15_000 }),
    createHttp(testSource({ url: served.url })),
    { now: () => now, wait: (ms) => Promise.resolve((now += ms)) },
  );
  const report = await nable.check(new AbortController().signal);
  expect(report.clients).toBeGreaterThan(5);
  expect(report.learnt).toEqual([
    expect.stringMatching(/^backup is on for \d+ of \d+ devices that there was time to list$/),
  ]);
  await nable.close();
});

it("ends the poll where the key is refused, without telling it", async () => {
  const nable = reader({ apiKey: new Secret("ffffffffffffffffffffffffffffffff") });
  const { thrown, whole, sessions } = await readAll(nable);
  expect(thrown).toMatchObject({ kind: "auth", message: expect.stringContaining("Login failed (3)") });
  expect([whole, sessions]).toEqual([[], []]);
  await expect(nable.check(new AbortController().signal)).rejects.toMatchObject({ kind: "auth" });
  await nable.close();
});

it.each([
  [{ body: "truncated" }],
  [{ body: "html" }],
  [{ body: "empty" }],
  [{ body: "garbage" }],
  [{ disconnect: "midway" }],
  [
    {
      body: {
        text: '<result status="FAIL"><error><errorcode>4</errorcode><message>Invalid value</message></error></result>',
        contentType: "application/xml",
      },
    },
  ],
] as const)(
  "does not count a device as read whose reply is bad, and goes on with the others: %j",
  async (fault) => {
    simulator.setFault({ ...fault, service: "list_mob_sessions", after: 1, count: 1 });
    const nable = reader();
    const { failures, whole, outcomes, thrown } = await readAll(nable);
    expect(thrown).toBeNull();
    expect(failures).toEqual([expect.objectContaining({ message: expect.stringMatching(/ \(\d+\): ./) })]);
    expect(whole).toHaveLength(outcomes.length - 1);
    for (const { records, sessions, rejects, repeats } of outcomes)
      expect(records).toBe(sessions.length + rejects.length + repeats);
    await nable.close();
  },
);

it("names the device whose call failed, and gives up when call after call fails", async () => {
  simulator.setFault({ status: 500, service: "list_mob_sessions", after: 1, count: 1 });
  const nable = reader();
  const one = await readAll(nable);
  expect(one.thrown).toBeNull();
  expect(one.troubles).toEqual([
    expect.objectContaining({
      kind: "http",
      status: 500,
      message: expect.stringMatching(/\(\d+\): .*status 500/),
    }),
  ]);
  simulator.setFault({ status: 503, service: "list_mob_sessions" });
  const all = await readAll(nable);
  expect(all.thrown).toMatchObject({ kind: "http" });
  expect(all.troubles).toHaveLength(4);
  expect(all.whole).toEqual([]);
  simulator.setFault({ status: 429, retryAfter: 30 });
  expect((await readAll(nable)).thrown).toMatchObject({ kind: "rate-limited", retryAfterMs: 30_000 });
  await nable.close();
});

it("goes on with the devices it knew where the inventory fails or is suddenly empty", async () => {
  const nable = reader();
  const first = await readAll(nable);
  for (const fault of [
    { body: "truncated" as const },
    { body: { text: '<result status="OK"><items/></result>', contentType: "application/xml" } },
  ]) {
    now += 7 * 3_600_000;
    simulator.setFault({ ...fault, service: "list_clients" });
    const later = await readAll(nable);
    expect(later.troubles).toHaveLength(1);
    expect(later.inventories).toEqual([]);
    expect(later.whole).toHaveLength(first.whole.length);
  }
  await nable.close();
});

it("takes no cut-off or foreign inventory for an empty one", async () => {
  for (const body of ["truncated", "html", "empty", "garbage"] as const) {
    simulator.setFault({ body, service: "list_devices_at_client" });
    const nable = reader();
    const { thrown, inventories } = await readAll(nable);
    expect(thrown).toMatchObject({ kind: "parse" });
    expect(inventories).toEqual([]);
    await nable.close();
  }
});

it("reads the other clients' devices where one client's cannot be listed, and calls no inventory complete", async () => {
  simulator.setFault({ body: "truncated", service: "list_devices_at_client", after: 2, count: 1 });
  const nable = reader();
  const first = await readAll(nable);
  expect(first.thrown).toBeNull();
  expect(first.troubles).toEqual([
    expect.objectContaining({ kind: "parse", message: expect.stringMatching(/^.+ \(\d+\): /) }),
  ]);
  expect(first.inventories).toEqual([]);
  expect(first.whole.length).toBeGreaterThan(0);
  const second = await readAll(nable);
  expect(second.troubles).toEqual([]);
  expect(second.inventories).toHaveLength(1);
  expect(second.whole.length).toBeGreaterThan(first.whole.length);
  now += 7 * 3_600_000;
  simulator.setFault({ status: 500, service: "list_devices_at_client", after: 2, count: 1 });
  const third = await readAll(nable);
  expect(third.troubles).toHaveLength(1);
  expect(new Set(third.whole)).toEqual(new Set(second.whole));
  await nable.close();
});

it("reads odd names, ids and one-element lists as they are", async () => {
  const prolog = '<?xml version="1.0" encoding="ISO-8859-1"?>';
  await using server = await testServer((request, answer) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    const replies: Record<string, string> = {
      list_clients:
        "<items><client><clientid>007</clientid><name><![CDATA[B\u00e4ckerei <1>]]></name></client><client><clientid>8</clientid><name>Empty</name><device_count>0</device_count></client></items>",
      list_devices_at_client:
        query.get("devicetype") === "server"
          ? "<items><client><id>007</id><name>x</name><site><id>1e5</id><name>Br&#252;hl &amp; Co</name><server><id>0012</id><name>\u0080uro</name><mob>1</mob></server></site></client></items>"
          : "<items/>",
      list_mob_sessions: "<items/>",
    };
    const text = `${prolog}<result created="2015-07-20T08T08:47:41+01:00">${replies[query.get("service") ?? ""]}</result>`;
    answer.end(Buffer.from(text, "latin1"));
  });
  const source = testSource({ id: "rmm", url: server.url, spacingMs: 20 });
  const http = createHttp(source);
  const startedAt = performance.now();
  const { inventories, whole } = await readAll(createNableReader(source, http));
  expect(inventories[0]?.devices).toEqual([
    {
      device: { id: "rmm:0012", name: "€uro", kind: "server" },
      client: { id: "rmm:007", name: "Bäckerei <1>" },
      site: { id: "rmm:1e5", name: "Brühl & Co" },
      protected: true,
    },
  ]);
  expect(whole).toEqual([{ deviceIds: ["rmm:0012"] }]);
  expect(http.requests()).toBe(4);
  expect(performance.now() - startedAt).toBeGreaterThan(55);
  await http.close();
});

it("never logged the key", () => {
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.join("\n")).not.toMatch(/apikey|0123456789abcdef|ffffffff/);
});
