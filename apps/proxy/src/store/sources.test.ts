import { expect, it } from "vitest";
import { sourceConflict } from "./source-conflict.ts";
import type { Inventory, SourceRecord } from "./store.ts";
import { describeStores } from "./test/dialects.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

const at = (hour: number) =>
  `2026-03-1${Math.floor(hour / 24)}T${String(hour % 24).padStart(2, "0")}:00:00.000Z`;

describeStores("sources", (given) => {
  const record = (sourceId: string): SourceRecord => ({
    sourceId,
    vendor: "nable",
    host: "rmm.example.net:443",
    lastPolledAt: SEEN,
    lastGoodPollAt: null,
    lastPollMs: 1234,
    error: { kind: "timeout", message: "no answer within 60 s", at: SEEN },
    learnt: ["12 clients"],
    certificateEndsAt: SEEN,
    cursor: '{"a":1}',
  });

  it("keep their record as it was last written, apart from their sessions", async () => {
    const sourceId = given.newSource();
    const find = async () => (await given.store.sources()).find((kept) => kept.sourceId === sourceId);
    await given.store.putSessions(sourceId, [makeSession({ sourceId, id: "1" })], SEEN);
    expect(await find()).toBeUndefined();
    await given.store.putSource(record(sourceId));
    expect(await find()).toEqual(record(sourceId));
    const healed = { ...record(sourceId), error: null, lastGoodPollAt: SEEN, cursor: null };
    await given.store.putSource(healed);
    expect(await find()).toEqual(healed);
    expect((await given.store.counts()).get(sourceId)).toMatchObject({ sessions: 1 });
  });

  it("conflict where the id comes back with another vendor or host", () => {
    const kept = record("a");
    expect(sourceConflict(kept, kept)).toBeNull();
    expect(sourceConflict(kept, { ...kept, host: "rmm.example.net:8443" })).toBeNull();
    expect(sourceConflict(kept, { ...kept, host: "other" })).toContain("rmm.example.net");
    expect(sourceConflict(kept, { ...kept, vendor: "unitrends" })).toContain("unitrends");
  });

  it("count rejects and repeats once however often they are read, and twice where one reply has two", async () => {
    const sourceId = given.newSource();
    const reject = (record: string, index = 0) => ({
      vendor: "nable" as const,
      index,
      reason: "no id",
      record,
    });
    const rejects = [reject("a", 1), reject("b", 2), reject("b", 3)];
    const repeats = ["x", "x", "y"].map((text) => ({ format: "xml" as const, text }));
    const counts = async () => (await given.store.counts()).get(sourceId);
    await given.store.putRejects(sourceId, rejects, repeats, SEEN);
    await given.store.putRejects(sourceId, rejects, repeats, at(20));
    expect(await counts()).toMatchObject({ rejects: 3, repeats: 3 });
    await given.store.putRejects(sourceId, [reject("c")], [], at(21));
    expect(await counts()).toMatchObject({ rejects: 4, repeats: 3 });

    const first = await given.store.rejects(sourceId, 3);
    expect(first.items.map(({ record, index }) => [record, index])).toEqual([
      ["c", 0],
      ["a", 1],
      ["b", 2],
    ]);
    expect(first.items[1]?.seenAt).toBe(SEEN);
    const rest = await given.store.rejects(sourceId, 3, first.nextCursor ?? "");
    expect(rest).toMatchObject({ items: [{ record: "b", index: 3 }], nextCursor: null, total: 4 });
  });

  it("keep the newest thousand rejects in full and count all", async () => {
    const sourceId = given.newSource();
    const make = (name: string) =>
      Array.from({ length: 700 }, (_, index) => ({
        vendor: "nable" as const,
        index,
        reason: "no id",
        record: `${name} ${index}`,
      }));
    await given.store.putRejects(sourceId, make("old"), [], SEEN);
    await given.store.putRejects(sourceId, make("new"), [], at(20));
    await given.store.putRejects(sourceId, make("old"), [], at(21));
    expect((await given.store.counts()).get(sourceId)?.rejects).toBe(1400);
    const page = await given.store.rejects(sourceId, 500);
    expect(page.total).toBe(1000);
    expect(page.items[0]?.record).toBe("new 0");
  });

  it("tell the types that are not known", async () => {
    const sourceId = given.newSource();
    const odd = (id: string, vendorType: string | null) =>
      makeSession({ sourceId, id, kind: "other", vendorType });
    await given.store.putSessions(sourceId, [odd("1", "X"), odd("2", "X"), odd("3", null)], SEEN);
    const types = (await given.store.unknownTypes()).filter((type) => type.sourceId === sourceId);
    expect(types).toEqual([{ sourceId, vendorType: "X", sessions: 2 }]);
  });

  const inventoryOf = (sourceId: string, names: string[], client = "Aue"): Inventory => ({
    devices: names.map((name, place) => ({
      device: { id: `${sourceId}:${place}`, name, kind: "server" },
      client: { id: `${sourceId}:c`, name: client },
      site: { id: `${sourceId}:s`, name: "Main" },
      protected: true,
    })),
    policies: [],
  });

  it("name their devices, clients and sites, also on sessions already kept", async () => {
    const sourceId = given.newSource();
    const device = { id: `${sourceId}:0`, name: null, kind: null };
    const session = makeSession({ sourceId, id: "1", device });
    const { itemIds } = await given.store.putSessions(sourceId, [session], SEEN);
    const named = await given.store.putInventory(sourceId, inventoryOf(sourceId, ["sql-01"]), SEEN);
    expect(named).toMatchObject({ itemIds, deviceIds: [device.id] });
    await given.store.putInventory(sourceId, inventoryOf(sourceId, ["sql-02"], "Aue AG"), at(20));
    await given.store.putSessions(sourceId, [session], at(21));
    expect(await given.store.session(`${sourceId}:1`)).toMatchObject({
      device: { name: "sql-02", kind: "server" },
      client: { name: "Aue AG" },
      site: { name: "Main" },
    });
    const again = await given.store.putInventory(
      sourceId,
      inventoryOf(sourceId, ["sql-02"], "Aue AG"),
      at(22),
    );
    expect(again).toMatchObject({ itemIds: [], deviceIds: [], changed: 0, unchanged: 1 });
    const renamed = await given.store.putInventory(
      sourceId,
      inventoryOf(sourceId, ["sql-02"], "Neu"),
      at(23),
    );
    expect(renamed.itemIds).toEqual(itemIds);
  });

  it("do not take an older session's name for a newer one", async () => {
    const sourceId = given.newSource();
    const named = (id: string, name: string, startedAt: string) =>
      makeSession({ sourceId, id, startedAt, device: { id: `${sourceId}:d`, name, kind: null } });
    await given.store.putSessions(sourceId, [named("2", "new", at(2))], SEEN);
    await given.store.putSessions(sourceId, [named("1", "old", at(1))], SEEN);
    expect((await given.store.session(`${sourceId}:1`))?.device?.name).toBe("new");
  });

  it("take a part of an inventory for what it tells, and nothing that it lacks for missing", async () => {
    const sourceId = given.newSource();
    const rows = async () => (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    const part = (names: string[]) => ({ ...inventoryOf(sourceId, names), isPart: true });
    await given.store.putInventory(sourceId, part(["a", "b"]), at(1));
    await given.store.putInventory(sourceId, part(["a"]), at(2));
    expect(await rows()).toHaveLength(2);
    await given.store.putInventory(sourceId, inventoryOf(sourceId, ["a", "b"]), at(3));
    await given.store.putInventory(sourceId, part(["a"]), at(4));
    for (const row of await rows()) expect(row).toMatchObject({ missingSince: null, missedInventories: 0 });
  });

  it("know what an inventory listed, and since when it is missing", async () => {
    const sourceId = given.newSource();
    const find = async () => (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    await given.store.putInventory(sourceId, inventoryOf(sourceId, ["a", "b"]), at(1));
    await given.store.putRead(sourceId, { deviceIds: [`${sourceId}:1`] }, at(2));
    const missing = await given.store.putInventory(sourceId, inventoryOf(sourceId, ["a"]), at(3));
    expect(missing.deviceIds).toEqual([`${sourceId}:1`]);
    await given.store.putInventory(sourceId, inventoryOf(sourceId, ["a"]), at(30));
    expect(await find()).toMatchObject([
      {
        device: { name: "a" },
        lastListedAt: at(30),
        missingSince: null,
        missedInventories: 0,
        lastReadAt: null,
      },
      {
        device: { name: "b" },
        client: { name: "Aue" },
        protected: true,
        lastListedAt: at(1),
        missingSince: at(3),
        missedInventories: 2,
        lastReadAt: at(2),
      },
    ]);
    const back = await given.store.putInventory(sourceId, inventoryOf(sourceId, ["a", "b"]), at(31));
    expect(back.deviceIds).toEqual([`${sourceId}:1`]);
    expect((await find())[1]).toMatchObject({ missingSince: null, missedInventories: 0 });
  });

  it("know the policies that the vendor removed", async () => {
    const sourceId = given.newSource();
    const policy = { id: `${sourceId}:p`, name: "Nightly" };
    await given.store.putInventory(sourceId, { devices: [], policies: [{ policy, removed: false }] }, at(1));
    const gone = { devices: [], policies: [{ policy, removed: true }] };
    expect((await given.store.putInventory(sourceId, gone, at(2))).policyIds).toEqual([policy.id]);
    const rows = (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    expect(rows).toMatchObject([{ policy, device: null, removedSince: at(2), protected: false }]);
    await given.store.putInventory(sourceId, { ...gone, isPart: true }, at(3));
    const kept = (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    expect(kept).toMatchObject([{ removedSince: at(2) }]);
    const back = { devices: [], policies: [{ policy, removed: false }], isPart: true };
    expect((await given.store.putInventory(sourceId, back, at(4))).policyIds).toEqual([policy.id]);
    const again = (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    expect(again).toMatchObject([{ removedSince: null, protected: true }]);
  });

  it("know the policies that the vendor keeps from running, also after a reading that does not tell", async () => {
    const sourceId = given.newSource();
    const policy = { id: `${sourceId}:p`, name: "Nightly" };
    const find = async () => (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    const told = (disabled: boolean) => ({ devices: [], policies: [{ policy, removed: false, disabled }] });
    await given.store.putInventory(sourceId, told(true), at(1));
    await given.store.putInventory(
      sourceId,
      { devices: [], policies: [{ policy, removed: false }], isPart: true },
      at(2),
    );
    expect(await find()).toMatchObject([{ disabled: true, protected: false }]);
    expect((await given.store.putInventory(sourceId, told(false), at(3))).policyIds).toEqual([policy.id]);
    expect(await find()).toMatchObject([{ disabled: false, protected: true }]);
  });

  it("know since when a backup was switched off, and on again", async () => {
    const sourceId = given.newSource();
    const policy = { id: `${sourceId}:p`, name: "Nightly" };
    const offs = async () =>
      (await given.store.inventory()).filter((row) => row.sourceId === sourceId).map(({ off }) => off);
    const put = (isOff: boolean, hour: number) => {
      const { devices } = inventoryOf(sourceId, ["a"]);
      const policies = [{ policy, removed: false, disabled: isOff }];
      const inventory = { devices: devices.map((told) => ({ ...told, protected: !isOff })), policies };
      return given.store.putInventory(sourceId, inventory, at(hour));
    };
    const both = (off: { from: string; to: string | null } | null) => [off, off];
    await put(false, 1);
    expect(await offs()).toEqual(both(null));
    await put(true, 2);
    await put(true, 3);
    expect(await offs()).toEqual(both({ from: at(2), to: null }));
    await put(false, 4);
    await put(false, 5);
    expect(await offs()).toEqual(both({ from: at(2), to: at(4) }));
    await put(true, 6);
    expect(await offs()).toEqual(both({ from: at(6), to: null }));
  });

  it("know what was switched off from the first as off from then", async () => {
    const sourceId = given.newSource();
    const policies = [{ policy: { id: `${sourceId}:p`, name: null }, removed: false, disabled: true }];
    await given.store.putInventory(sourceId, { devices: [], policies }, at(1));
    const [row] = (await given.store.inventory()).filter((one) => one.sourceId === sourceId);
    expect(row?.off).toEqual({ from: at(1), to: null });
  });

  it("miss in one list only what the same list told before", async () => {
    const sourceId = given.newSource();
    const policies = (ids: string[]) =>
      ids.map((id) => ({ policy: { id: `${sourceId}:${id}`, name: id }, removed: false }));
    const put = (list: string, ids: string[], hour: number, isPart = false) =>
      given.store.putInventory(sourceId, { devices: [], policies: policies(ids), list, isPart }, at(hour));
    const missing = async () =>
      (await given.store.inventory()).flatMap((row) =>
        row.sourceId === sourceId && row.missingSince !== null ? row.policy?.name : [],
      );
    await given.store.putInventory(sourceId, { ...inventoryOf(sourceId, ["a"]), isPart: true }, at(1));
    await put("vm", ["vm-1", "vm-2"], 1);
    await put("sql", ["sql-1"], 1);
    expect(await missing()).toEqual([]);
    await put("vm", ["vm-1"], 7, true);
    expect(await missing()).toEqual([]);
    await put("vm", ["vm-1"], 8);
    expect(await missing()).toEqual(["vm-2"]);
    await put("sql", [], 9);
    expect(new Set(await missing())).toEqual(new Set(["sql-1", "vm-2"]));
  });

  it("are gone after three complete inventories over a day, and back as soon as one has them", async () => {
    const sourceId = given.newSource();
    const many = Array.from({ length: 20 }, (_, n) => `d${n}`);
    const find = async () =>
      (await given.store.inventory()).filter((row) => row.sourceId === sourceId).at(-1);
    const put = (names: string[], hour: number) =>
      given.store.putInventory(sourceId, inventoryOf(sourceId, names), at(hour));
    const fewer = many.slice(0, -1);
    await put(many, 1);
    for (const hour of [2, 8, 14, 20]) await put(fewer, hour);
    expect(await find()).toMatchObject({ missedInventories: 4, goneSince: null, missedInShrink: false });
    const gone = await put(fewer, 26);
    expect(gone.deviceIds).toEqual([`${sourceId}:19`]);
    await put(fewer, 32);
    expect(await find()).toMatchObject({ missingSince: at(2), missedInventories: 6, goneSince: at(26) });
    await put(many, 38);
    expect(await find()).toMatchObject({ missingSince: null, missedInventories: 0, goneSince: null });
    await put(fewer, 40);
    await put(fewer, 70);
    expect(await find()).toMatchObject({ missedInventories: 2, goneSince: null });
  });

  it("say of what went missing whether more than a tenth went with it, whatever came at the same time", async () => {
    const sourceId = given.newSource();
    const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `d${n + from}`);
    const inventory = (from: number, to: number): Inventory => ({
      devices: names(from, to).map((name) => ({
        device: { id: `${sourceId}:${name}`, name, kind: null },
        client: null,
        site: null,
        protected: true,
      })),
      policies: [],
    });
    const shrunk = async () =>
      (await given.store.inventory()).filter((row) => row.sourceId === sourceId && row.missedInShrink).length;
    await given.store.putInventory(sourceId, inventory(0, 20), at(1));
    await given.store.putInventory(sourceId, inventory(2, 20), at(2));
    expect(await shrunk()).toBe(0);
    await given.store.putInventory(sourceId, inventory(4, 200), at(3));
    expect(await shrunk()).toBe(2);
    await given.store.putInventory(sourceId, inventory(3, 200), at(4));
    expect(await shrunk()).toBe(1);
  });

  it("name devices from a list that only fills names where sessions have told none", async () => {
    const sourceId = given.newSource();
    const session = makeSession({
      sourceId,
      id: "1",
      device: { id: `${sourceId}:0`, name: "by session", kind: null },
    });
    await given.store.putSessions(sourceId, [session], SEEN);
    const weak = { ...inventoryOf(sourceId, ["by list", "new"]), fillsNames: true };
    await given.store.putInventory(sourceId, weak, at(200));
    const rows = (await given.store.inventory()).filter((row) => row.sourceId === sourceId);
    expect(rows.map(({ device }) => [device?.name, device?.kind])).toEqual([
      ["by session", "server"],
      ["new", "server"],
    ]);
  });
});
