import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "../world/zone.ts";
import { idsOf, readRows, START, simulate } from "./test-read.ts";

const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;
const told = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();

describe("an appliance that is set up anew", () => {
  it.each([
    ["unitrends", {}],
    ["veeam-azure", { azure: { versions: ["v1"] } }],
  ] as const)("of %s forgets its history and gives known ids to other sessions", async (vendor, options) => {
    const { simulator, clock } = simulate(vendor, options);
    const before = new Map(simulator.sessions("s").map((one) => [one.id, one.startedAt]));
    simulator.setUpAnew();
    expect(await readRows(simulator)).toEqual([]);
    clock.now += 2 * DAY_MS;
    const after = simulator.sessions("s");
    expect(after.length).toBeGreaterThan(10);
    expect(told(await readRows(simulator))).toEqual(idsOf(after, vendor));
    for (const { id, startedAt } of after.filter(({ parentId }) => parentId === null)) {
      expect(before.has(id)).toBe(true);
      expect(before.get(id)).not.toBe(startedAt);
    }
  });

  it("keeps its history if it is told to, and then two sessions have one id", async () => {
    const { simulator, clock } = simulate("unitrends");
    const before = simulator.sessions("s");
    simulator.setUpAnew({ keepsHistory: true });
    clock.now += 2 * DAY_MS;
    const after = simulator.sessions("s");
    const rows = await readRows(simulator);
    expect([rows.length, new Set(after.map(({ id }) => id)).size]).toEqual([after.length, after.length]);
    expect(new Set(told(rows)).size).toBeLessThan(rows.length);
    const anew = after.filter(({ id }) => id.includes("~"));
    expect(anew.map(({ id, startedAt }) => id.endsWith(`~${startedAt}`))).not.toContain(false);
    expect(after.length - anew.length).toBe(before.length);
  });

  it("keeps the numbers that it gave when another run is added later", () => {
    const { simulator, clock } = simulate("unitrends");
    simulator.setUpAnew();
    clock.now += DAY_MS;
    const before = simulator.sessions("s").map(({ id, startedAt }) => `${id} ${startedAt}`);
    simulator.world.addSession("unitrends", {
      item: "file-level",
      status: "failed",
      startedAt: clock.now - 12 * HOUR_MS,
    });
    expect(simulator.sessions("s").map(({ id, startedAt }) => `${id} ${startedAt}`)).toEqual(
      expect.arrayContaining(before),
    );
  });

  it("is refused where ids do not count", () => {
    expect(() => simulate("veeam-azure").simulator.setUpAnew()).toThrow("gives UUIDs does not count");
    const old = simulate("veeam-azure", { azure: { versions: ["v1"] } }).simulator;
    expect(() => old.setUpAnew({ keepsHistory: true })).toThrow("Of veeam-azure no such change is known");
    expect(() => simulate("nable").simulator.setUpAnew()).toThrow("Of nable no such change is known");
  });
});

it("An Azure appliance that moves from v1 to v8 tells the same sessions with UUIDs", async () => {
  const { simulator } = simulate("veeam-azure", { azure: { versions: ["v1"] } });
  const [decimal, rows] = [simulator.sessions("s"), await readRows(simulator)];
  simulator.moveToUuids();
  const [uuids, moved] = [simulator.sessions("s"), await readRows(simulator)];
  expect(decimal.every(({ id }) => /^s:\d+/.test(id))).toBe(true);
  expect(uuids.every(({ id }) => /^s:[\da-f]{8}-/.test(id))).toBe(true);
  expect(uuids.map(({ startedAt }) => startedAt)).toEqual(decimal.map(({ startedAt }) => startedAt));
  expect(moved.map(({ at, word }) => [at, word])).toEqual(rows.map(({ at, word }) => [at, word]));
  expect(told(moved)).toEqual(idsOf(uuids, "veeam-azure"));
});

it("An N-able inventory that is cut names so much of its devices, until it names them all again", async () => {
  const { simulator } = simulate("nable");
  const whole = simulator.sessions("s");
  simulator.cutInventory(0.1);
  const cut = simulator.sessions("s");
  expect(new Set(cut.map(({ device }) => device?.id)).size).toBe(1);
  expect(told(await readRows(simulator))).toEqual(idsOf(cut, "nable"));
  simulator.cutInventory(1);
  expect(simulator.sessions("s")).toEqual(whole);
});

describe.each(VENDORS)("rows of %s", (vendor) => {
  it("stand in another order, and none is missing", async () => {
    const { simulator } = simulate(vendor);
    const [rows, sessions] = [await readRows(simulator), simulator.sessions("s")];
    simulator.shuffleRows();
    const once = await readRows(simulator);
    expect(once).not.toEqual(rows);
    expect(told(once)).toEqual(told(rows));
    expect(simulator.sessions("s")).toEqual(sessions);
    simulator.shuffleRows();
    expect(await readRows(simulator)).not.toEqual(once);
  });

  it("stand there twice, and are told as one session", async () => {
    const { simulator } = simulate(vendor);
    const [rows, sessions] = [await readRows(simulator), simulator.sessions("s")];
    simulator.repeatRows(3);
    const repeated = await readRows(simulator);
    expect(repeated.length).toBeGreaterThan(rows.length);
    expect(new Set(told(repeated))).toEqual(new Set(told(rows)));
    expect(simulator.sessions("s")).toEqual(sessions);
    simulator.repeatRows(0);
    expect(await readRows(simulator)).toEqual(rows);
  });

  it("vanish with what stands within them, and all others stay", async () => {
    const { simulator } = simulate(vendor);
    const before = simulator.sessions("s");
    const victims = before.filter(({ parentId }) => parentId === null).slice(3, 6);
    simulator.vanish(victims.map(({ id }) => id));
    const gone = new Set(victims.map(({ id }) => id));
    const rest = before.filter(({ id, parentId }) => !gone.has(id) && !gone.has(parentId ?? ""));
    expect(simulator.sessions("s")).toEqual(rest);
    expect(told(await readRows(simulator))).toEqual(idsOf(rest, vendor));
  });

  it("change after their end, and a run is as bad as its worst part", async () => {
    const { simulator } = simulate(vendor);
    const good = simulator.sessions("s").findLast(({ status, device }) => status === "success" && device);
    simulator.changeAfterEnd(good?.id ?? "", { status: "failed", selectedBytes: 7, message: "lost" });
    const after = new Map(simulator.sessions("s").map((one) => [one.id, one]));
    const changed = after.get(good?.id ?? "");
    expect([changed?.status, after.get(good?.parentId ?? "")?.status]).toEqual([
      "failed",
      good?.parentId ? "failed" : undefined,
    ]);
    const id = (vendor === "veeam-azure" ? good?.parentId : good?.id)?.replace("s:", "");
    const row = (await readRows(simulator)).find((one) => one.id === id);
    expect(row?.word).toMatch(/^(fail|error)/i);
  });

  it("that nobody tells of cannot change", () => {
    const { simulator } = simulate(vendor);
    expect(() => simulator.vanish(["s:nothing"])).toThrow(`${vendor} tells of no session "s:nothing"`);
    expect(() => simulator.deleteDevice("nothing")).toThrow(`${vendor} has no device "nothing"`);
  });

  it("come late: hours after their end, and then for good", async () => {
    const { simulator, clock } = simulate(vendor);
    const before = simulator.sessions("s");
    simulator.lateBatch(6 * HOUR_MS);
    clock.now += DAY_MS;
    const late = simulator.sessions("s");
    const missing = new Set(late.map(({ id }) => id));
    expect(told(await readRows(simulator))).toEqual(idsOf(late, vendor));
    expect(late.length).toBeGreaterThan(before.length);
    simulator.lateBatch(0);
    const held = simulator.sessions("s").filter(({ id }) => !missing.has(id));
    for (const { endedAt } of held)
      expect(Date.parse(endedAt ?? "9999-01-01")).toBeGreaterThan(clock.now - 10 * HOUR_MS);
    clock.now += 2 * HOUR_MS;
    expect(simulator.sessions("s").length).toBeGreaterThan(before.length);
  });

  it("bear their device's new name", async () => {
    const { simulator, clock } = simulate(vendor);
    const before = simulator.sessions("s");
    const { id, name } = before.find(({ device }) => device)?.device ?? { id: "", name: "" };
    simulator.renameDevice(name ?? "", "renamed-01");
    clock.now += DAY_MS;
    const after = simulator.sessions("s");
    const told = new Set(after.map(({ device }) => device?.name));
    expect(told).toContain("renamed-01");
    // Enterprise Manager knows its machines by their names alone.
    expect(told.has(name)).toBe(vendor === "veeam-enterprise-manager");
    if (vendor !== "veeam-enterprise-manager")
      expect(after.find(({ device }) => device?.id === id)?.device?.name).toBe("renamed-01");
    const rows = (await readRows(simulator)).filter(({ device }) => device === "renamed-01");
    if (vendor !== "veeam-azure") expect(rows.length).toBeGreaterThan(0);
  });

  it("stop with their device", async () => {
    const { simulator, clock } = simulate(vendor);
    const of = (name: string) => simulator.sessions("s").filter(({ device }) => device?.name === name);
    const name = simulator.sessions("s").find(({ device }) => device)?.device?.name ?? "";
    const before = of(name);
    simulator.deleteDevice(name);
    clock.now += 3 * DAY_MS;
    expect(of(name).map(({ id }) => id)).toEqual(vendor === "nable" ? [] : before.map(({ id }) => id));
    expect(told(await readRows(simulator))).toEqual(idsOf(simulator.sessions("s"), vendor));
  });
});

describe("an N-able device", () => {
  it("moves to another client, and its sessions with it", async () => {
    const { simulator } = simulate("nable");
    const [one] = simulator.sessions("s");
    simulator.moveDevice(one?.device?.name ?? "", "Kanzlei Weber");
    const moved = simulator.sessions("s").filter(({ device }) => device?.id === one?.device?.id);
    expect(new Set(moved.map(({ client, site }) => `${client?.name}, ${site?.name}`))).toEqual(
      new Set(["Kanzlei Weber, Berlin"]),
    );
    expect(told(await readRows(simulator))).toEqual(idsOf(simulator.sessions("s"), "nable"));
    expect(() => simulator.moveDevice(one?.device?.name ?? "", "Nobody")).toThrow('no client "Nobody"');
  });

  it("whose backup is switched off stays in the list, without its history", async () => {
    const { simulator } = simulate("nable");
    const name = simulator.sessions("s")[0]?.device?.name ?? "";
    const devices = simulator.world.plan("nable").devices.filter(({ isProtected }) => isProtected).length;
    simulator.disableDevice(name);
    expect(simulator.sessions("s").filter(({ device }) => device?.name === name)).toEqual([]);
    expect(simulator.world.plan("nable").devices.filter(({ isProtected }) => isProtected)).toHaveLength(
      devices - 1,
    );
    expect(told(await readRows(simulator))).toEqual(idsOf(simulator.sessions("s"), "nable"));
  });
});

describe.each(VENDORS)("a clock of %s that is off", (vendor) => {
  const OFF = [2 * DAY_MS, -2 * DAY_MS, 90 * 60_000];

  it.each(OFF)("by %d ms shifts every time that is told, and nothing else", async (clockOffsetMs) => {
    const [right, wrong] = [simulate(vendor).simulator, simulate(vendor, { clockOffsetMs }).simulator];
    const later = (text: string | null) => text && new Date(Date.parse(text) + clockOffsetMs).toISOString();
    const expected = right.sessions("s").map((one) => ({
      ...one,
      at: later(one.at),
      startedAt: later(one.startedAt),
      endedAt: later(one.endedAt),
    }));
    expect(wrong.sessions("s")).toEqual(expected);
    const [rows, usual] = [await readRows(wrong), await readRows(right)];
    expect(told(rows)).toEqual(told(usual));
    expect(rows.map(({ at }) => at)).toEqual(usual.map(({ at }) => later(at)));
  });

  it("stands in the Date of every reply, those of faults and refusals included", async () => {
    const { simulator } = simulate(vendor, { clockOffsetMs: 2 * DAY_MS });
    const date = async () => (await simulator.app.request("/api/v8/jobSessions")).headers.get("Date");
    expect(await date()).toBe(new Date(START + 2 * DAY_MS).toUTCString());
    simulator.setFault({ status: 503 });
    expect(await date()).toBe(new Date(START + 2 * DAY_MS).toUTCString());
  });

  it("is what a filter's times are compared with", async () => {
    const recent = async (clockOffsetMs: number) => {
      const { simulator } = simulate(vendor, { clockOffsetMs });
      return (await readRows(simulator, START + clockOffsetMs - DAY_MS)).length;
    };
    const all = (await readRows(simulate(vendor).simulator)).length;
    const [right, wrong] = [await recent(0), await recent(2 * DAY_MS)];
    expect(wrong).toBe(right);
    if (vendor !== "nable") expect(right).toBeLessThan(all / 2);
  });
});
