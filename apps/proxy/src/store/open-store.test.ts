import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { MIGRATIONS, SQLITE_TYPES } from "./sql/migrations.ts";
import { StoreError } from "./store-error.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openStore("file:store.db", { folder });
const path = () => join(folder, "store.db");
const many = (sourceId: string, count: number) =>
  Array.from({ length: count }, (_, number) => makeSession({ sourceId, id: String(number) }));

it("keeps what was written when it is opened again", async () => {
  const first = await open();
  await first.putSessions("a", many("a", 3), SEEN);
  await first.close();
  const second = await open();
  expect((await second.counts()).get("a")?.sessions).toBe(3);
  await second.close();
});

it("brings a store of an earlier version to this one, with what it holds", async () => {
  const file = new DatabaseSync(path());
  file.exec("create table store_version (version bigint not null); insert into store_version values (1)");
  for (const step of MIGRATIONS[0]?.(SQLITE_TYPES) ?? []) file.exec(step as string);
  file.exec("insert into sources (id, vendor, host) values ('a', 'nable', 'rmm.example.net')");
  file.close();
  const store = await open();
  expect(await store.sources()).toMatchObject([{ sourceId: "a", host: "rmm.example.net" }]);
  await store.putSessions("a", many("a", 1), SEEN);
  expect(await store.histories({ runs: 1 })).toHaveLength(1);
  await store.close();
});

it("keeps every word of an earlier version's sessions where they come to stand once", async () => {
  const earlier = 5;
  const file = new DatabaseSync(path());
  file.exec(
    `create table store_version (version bigint not null); insert into store_version values (${earlier})`,
  );
  for (const migration of MIGRATIONS.slice(0, earlier))
    for (const step of migration(SQLITE_TYPES)) file.exec(step as string);
  file.exec(`insert into sources (key, id, vendor, host) values (1, 'a', 'unitrends', 'ueb.example.net')`);
  const put =
    file.prepare(`insert into sessions (id, source_key, vendor_id, kind, status, vendor_type, vendor_status,
    level, workload, message, at, flags, first_seen_at, content) values (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 5, 0, 5, 'c')`);
  put.run("a:1", "1", "backup", "failed", "Full", "Failed", "full", "SQL", "it's full");
  put.run("a:2", "two", "other", "unknown", "Odd", null, null, null, null);
  file.exec("insert into raw_records values (1, 'json', 0, x'030000')");
  file.close();
  const store = await open();
  const { children: _, itemId: __, ...kept } = (await store.session("a:1")) ?? expect.unreachable();
  expect(kept).toMatchObject({
    ...{ vendorId: "1", kind: "backup", status: "failed", vendorType: "Full", vendorStatus: "Failed" },
    ...{ level: "full", workload: "SQL", message: "it's full", raw: { format: "json", text: "" } },
  });
  expect(await store.session("a:2")).toMatchObject({
    ...{ vendorId: "two", kind: "other", status: "unknown", vendorType: "Odd", vendorStatus: null },
    ...{ level: null, workload: null, message: null, raw: null },
  });
  expect(await store.unknownTypes()).toEqual([{ sourceId: "a", vendorType: "Odd", sessions: 1 }]);
  await store.close();
});

it("refuses a store of a newer version and leaves it as it is", async () => {
  await (await open()).close();
  const file = new DatabaseSync(path());
  file.exec("update store_version set version = 99");
  file.close();
  await expect(open()).rejects.toThrow(/newer Lastgood \(store version 99/);
  await expect(open()).rejects.toThrow(StoreError);
});

it("refuses a database that is not its own", async () => {
  const file = new DatabaseSync(path());
  file.exec("create table theirs (a)");
  file.close();
  await expect(open()).rejects.toThrow(/other tables/);
});

it.each([
  ["is no database", async () => writeFile(path(), "not a database at all".repeat(100))],
  ["was emptied", async () => truncate(path(), 0)],
  ["was cut off", async () => truncate(path(), 40_960)],
  [
    "has one bad page",
    async () => {
      const bytes = await readFile(path());
      const middle = Math.floor(bytes.length / 8192) * 4096;
      await writeFile(path(), bytes.fill(0xa5, middle, middle + 4096));
    },
  ],
  [
    "was written over in its middle",
    async () => {
      const bytes = await readFile(path());
      await writeFile(path(), bytes.fill(0xa5, 8192, bytes.length - 8192));
    },
  ],
])("tells of a file that %s, and never makes it anew", async (_, damage) => {
  const store = await open();
  await store.putSessions("a", many("a", 600), SEEN);
  await store.close();
  await damage();
  const before = await readFile(path());
  const refusal = await open().then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(StoreError);
  expect(String(refusal)).toMatch(/damaged/);
  expect(await readFile(path())).toEqual(before);
});

it("says what stands where the file should be, and what to do", async () => {
  await mkdir(path());
  await expect(open()).rejects.toThrow(/it is a folder; name another place by store\.url/);
  await writeFile(join(folder, "data"), "");
  await expect(openStore("file:data/store.db", { folder })).rejects.toThrow(/on the way to it is a file/);
});

it("refuses an address it does not know, and tells nothing of its password", async () => {
  const refusal = openStore("mysql://user:geheim@db/x", { folder });
  await expect(refusal).rejects.toThrow(StoreError);
  await expect(refusal).rejects.not.toThrow(/geheim/);
});

it("lets two writers at once lose and damage nothing", async () => {
  const [a, b] = [await open(), await open()];
  await Promise.all([
    a.putSessions("a", many("a", 1200), SEEN),
    b.putSessions("b", many("b", 1200), SEEN),
    a.putSessions("c", many("c", 600), SEEN),
    b.putSessions("c", many("c", 600), SEEN),
  ]);
  const counts = await a.counts();
  expect(["a", "b", "c"].map((source) => counts.get(source)?.sessions)).toEqual([1200, 1200, 600]);
  await a.close();
  await b.close();
  await (await open()).close();
});

it("tells once of what another process wrote, and never of its own writing", async () => {
  const [ours, theirs] = [await open(), await open()];
  await ours.changedElsewhere();
  await ours.putSessions("a", many("a", 3), SEEN);
  expect(await ours.changedElsewhere()).toBe(false);
  await theirs.putSessions("b", many("b", 3), SEEN);
  expect([await ours.changedElsewhere(), await ours.changedElsewhere()]).toEqual([true, false]);
  await ours.close();
  await theirs.close();
});

it("answers what was asked before it is closed, and refuses what comes after", async () => {
  const store = await open();
  const asked = store.putSessions("a", many("a", 600), SEEN);
  await asked;
  await store.ping();
  await store.close();
  await expect(store.ping()).rejects.toThrow(StoreError);
});
