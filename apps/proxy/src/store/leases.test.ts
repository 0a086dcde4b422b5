import { sql } from "kysely";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { LeaseLost } from "./leases.ts";
import { openStore } from "./open-store.ts";
import { EVERYTHING, payloadsOf, readTold } from "./sql/tell-others.ts";
import type { SourceRecord, Store } from "./store.ts";
import { makeSession, SEEN } from "./test/make-session.ts";
import { pgliteDb, storeOn } from "./test/pglite-store.ts";
import { postgresDatabase } from "./test/postgres-database.ts";
import { temporaryFolder } from "./test/temporary-folder.ts";

const asking = (...ids: string[]) => ids.map((sourceId) => ({ sourceId, told: null }));

const record = (sourceId: string, cursor: string): SourceRecord => ({
  sourceId,
  vendor: "nable",
  host: "rmm.example.net",
  lastPolledAt: SEEN,
  lastGoodPollAt: SEEN,
  lastPollMs: 1_000,
  error: null,
  learnt: [],
  certificateEndsAt: null,
  cursor,
});

/** Every write of a poll, under this fence. */
const writesOf = (store: Store, id: string, fence: number | null) => [
  () => store.putSessions(id, [makeSession({ sourceId: id, id: "late" })], SEEN, fence),
  () => store.putInventory(id, { devices: [], policies: [] }, SEEN, fence),
  () => store.putRejects(id, [{ vendor: "nable", index: 0, reason: "no id", record: "{}" }], [], SEEN, fence),
  () => store.putRead(id, null, SEEN, fence),
  () => store.putSource(record(id, "late"), fence),
];

/** Two proxies' ways to one database, and another program's statements there. */
interface Rows {
  stores: [Store, Store];
  execute(statement: string): Promise<void>;
}

const ROWS: Record<string, () => Promise<Rows>> = {
  async pglite() {
    const db = await pgliteDb();
    const store = storeOn(db);
    return { stores: [store, store], execute: async (text) => void (await sql.raw(text).execute(db)) };
  },
  async "postgres server"() {
    const url = await postgresDatabase();
    const open = () => openStore(url, { folder: "/" });
    return {
      stores: [await open(), await open()],
      async execute(statement) {
        const client = new Client(url);
        await client.connect();
        await client.query(statement);
        await client.end();
      },
    };
  },
};

describe.each(Object.keys(ROWS))("leases of sources, %s", (kind) => {
  async function given() {
    const rows = (await ROWS[kind]?.()) as Rows;
    const [ours, theirs] = rows.stores;
    return {
      ...rows,
      ours,
      theirs,
      /** As if so long had passed. */
      async later(ms: number) {
        for (const table of ["leases", "proxies"])
          await rows.execute(`update ${table} set until_at = until_at - ${ms}`);
      },
      async [Symbol.asyncDispose]() {
        for (const store of new Set(rows.stores)) await store.close();
      },
    };
  }

  it("are taken by one proxy, renewed by it, and by no other while they hold", async () => {
    await using two = await given();
    const { ours, theirs } = two;
    const taken = await ours.leases.hold("we", asking("a", "b"));
    expect([...taken.keys()].sort()).toEqual(["a", "b"]);
    expect(await theirs.leases.hold("they", asking("a", "b", "c"))).toEqual(new Map([["c", 1]]));
    await two.later(15_000);
    expect(await ours.leases.hold("we", asking("a", "b"))).toEqual(taken);
    await two.later(15_000);
    expect((await theirs.leases.hold("they", asking("a"))).size).toBe(0);
    const view = await theirs.leases.view();
    expect(view.leases.find(({ sourceId }) => sourceId === "a")?.holder).toBe("we");
  });

  it("end by themselves, and then another proxy takes them with what their holder had told", async () => {
    await using two = await given();
    const { ours, theirs } = two;
    await ours.leases.hold("we", [{ sourceId: "a", told: '{"nextPollAt":5}' }]);
    await two.later(20_001);
    expect(await theirs.leases.view()).toEqual({
      proxies: [],
      leases: [{ sourceId: "a", holder: null, told: '{"nextPollAt":5}' }],
    });
    expect(await theirs.leases.hold("they", asking("a"))).toEqual(new Map([["a", 2]]));
    expect((await ours.leases.hold("we", asking("a"))).size).toBe(0);
    expect((await ours.leases.view()).leases).toEqual([
      { sourceId: "a", holder: "they", told: '{"nextPollAt":5}' },
    ]);
  });

  it("are free at once when they are given back, or their proxy leaves", async () => {
    await using two = await given();
    const { ours, theirs } = two;
    await ours.leases.hold("we", [
      { sourceId: "a", told: "1" },
      { sourceId: "b", told: "2" },
    ]);
    await ours.leases.release("we", ["a"], true);
    await theirs.leases.release("they", ["b"], true);
    expect([...(await theirs.leases.hold("they", asking("a", "b"))).keys()]).toEqual(["a"]);
    await ours.leases.leave("we");
    const { proxies, leases } = await theirs.leases.view();
    expect(proxies).toEqual(["they"]);
    expect(leases.find(({ sourceId }) => sourceId === "b")).toEqual({
      sourceId: "b",
      holder: null,
      told: null,
    });
    expect([...(await theirs.leases.hold("they", asking("b"))).keys()]).toEqual(["b"]);
  });

  it("refuse every late write of a holder before, and nothing of it is kept", async () => {
    await using two = await given();
    const { ours, theirs } = two;
    const before = (await ours.leases.hold("we", asking("a"))).get("a") ?? null;
    await ours.putSource(record("a", "early"), before);
    await ours.putSessions("a", [makeSession({ sourceId: "a", id: "early" })], SEEN, before);
    await two.later(20_001);
    // Late, but nobody has taken it: no harm.
    await ours.putSource(record("a", "ours"), before);
    const since = (await theirs.leases.hold("they", asking("a"))).get("a") ?? null;
    for (const write of writesOf(ours, "a", before)) await expect(write()).rejects.toThrow(LeaseLost);
    expect(await theirs.sources("a")).toEqual([record("a", "ours")]);
    expect((await theirs.counts()).get("a")).toMatchObject({ sessions: 1, rejects: 0 });
    for (const write of writesOf(theirs, "a", since)) await write();
    expect(await ours.sources("a")).toEqual([record("a", "late")]);
    // An import needs no lease.
    await ours.putSessions("a", [makeSession({ sourceId: "a", id: "imported" })], SEEN);
    expect((await ours.counts()).get("a")).toMatchObject({ sessions: 3, rejects: 1 });
  });
});

it("nobody takes a source in the middle of a write: a new holder reads all that was written before", async () => {
  const url = await postgresDatabase();
  const ours = await openStore(url, { folder: "/" });
  const fence = (await ours.leases.hold("we", asking("a"))).get("a") ?? null;
  const [blocker, other] = [new Client(url), new Client(url)];
  await Promise.all([blocker.connect(), other.connect()]);
  // The write has looked at its lease by then, and waits for the names of devices.
  await blocker.query("begin; lock table devices");
  const writing = ours.putSessions("a", [makeSession({ sourceId: "a", id: "1" })], SEEN, fence);
  const waits = "select from pg_locks where relation = 'devices'::regclass and not granted";
  while ((await other.query(waits)).rowCount === 0);
  const take = "update leases set holder = 'they', fence = fence + 1";
  await other.query("set lock_timeout = 100");
  await expect(other.query(take)).rejects.toThrow(/lock timeout/);
  await blocker.query("commit");
  expect(await writing).toMatchObject({ added: 1 });
  await other.query(take);
  await expect(ours.putSource(record("a", "1"), fence)).rejects.toThrow(LeaseLost);
  await Promise.all([blocker.end(), other.end(), ours.close()]);
});

describe("programs that serve one file", () => {
  const folder = temporaryFolder();

  it("poll all of its sources by the first of them, until that one leaves or ends", async () => {
    const open = () => openStore("file:store.db", { folder: folder() });
    const [ours, theirs] = [await open(), await open()];
    const all = new Map([
      ["a", null],
      ["b", null],
    ]);
    expect(await ours.leases.hold("we", asking("a", "b"))).toEqual(all);
    expect((await theirs.leases.hold("they", asking("a", "b"))).size).toBe(0);
    expect(await ours.leases.hold("we", asking("a", "b"))).toEqual(all);
    await ours.leases.leave("we");
    expect(await theirs.leases.hold("they", asking("a", "b"))).toEqual(all);
    expect((await ours.leases.hold("we", asking("a"))).size).toBe(0);
    await theirs.close();
    expect(await ours.leases.hold("we", asking("a", "b"))).toEqual(all);
    for (const write of writesOf(ours, "a", null)) await write();
    await ours.close();
  });
});

describe("what proxies tell each other of a write", () => {
  const written = (itemIds: string[]) => ({
    added: 3,
    changed: 1,
    itemIds,
    deviceIds: ["a:ü"],
    policyIds: [],
  });

  it("comes in parts that PostgreSQL takes, and nothing of it is lost", () => {
    const itemIds = Array.from({ length: 2_000 }, (_, n) => `a:${"ü".repeat(20)}${n}`);
    const payloads = payloadsOf({ sourceId: "a", written: written(itemIds), read: null, isListed: false });
    expect(Math.max(...payloads.map((text) => Buffer.byteLength(text)))).toBeLessThan(8_000);
    const parts = payloads.map((text) => readTold(text));
    expect(parts.flatMap((part) => part.written.itemIds)).toEqual(itemIds);
    expect(parts.flatMap((part) => part.written.deviceIds)).toEqual(["a:ü"]);
    expect(parts.reduce((sum, part) => sum + part.written.added, 0)).toBe(3);
  });

  it("is that everything may have changed, where it is too much, or in words that are not known", () => {
    const itemIds = Array.from({ length: 50_000 }, (_, n) => `item-${n}`);
    expect(
      payloadsOf({ sourceId: "a", written: written(itemIds), read: null, isListed: false }).map(readTold),
    ).toEqual([EVERYTHING]);
    for (const text of ["", "[]", "{}", '{"sourceId":"a","written":{"items":[]}}'])
      expect(readTold(text)).toEqual(EVERYTHING);
  });

  it("reaches them with the items that it touched, once it is committed", async () => {
    const url = await postgresDatabase();
    const [ours, theirs] = [await openStore(url, { folder: "/" }), await openStore(url, { folder: "/" })];
    await ours.listen();
    const heard: Awaited<ReturnType<Store["heard"]>> = [];
    const until = async (isDone: () => boolean) => {
      while (!isDone()) heard.push(...(await ours.heard()));
    };
    await theirs.putSessions("a", [makeSession({ sourceId: "a", id: "1" })], SEEN);
    await until(() => heard.length > 0);
    const [item] = await theirs.histories({ runs: 1 });
    expect(heard).toMatchObject([
      { sourceId: "a", written: { added: 1, itemIds: [item?.item.id] }, read: null, isListed: false },
    ]);
    await theirs.putFlags([{ id: "a:1", flags: ["clock"] }]);
    await theirs.putFlags([{ id: "a:1", flags: ["clock"] }]);
    await theirs.putSource(record("a", "1"));
    await until(() => heard.some(({ written: { itemIds } }, n) => n > 0 && itemIds.length === 0));
    // The flags that were there already are nothing new.
    expect(heard.map(({ written: { itemIds } }) => itemIds.length)).toEqual([1, 1, 0]);
    await ours.close();
    await theirs.close();
  });
});
