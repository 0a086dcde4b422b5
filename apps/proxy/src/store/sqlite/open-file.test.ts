import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, it } from "vitest";
import { openStore } from "../open-store.ts";
import { MIGRATIONS, SQLITE_TYPES } from "../sql/migrations.ts";
import { StoreError } from "../store-error.ts";
import { makeSession, SEEN } from "../test/make-session.ts";
import { temporaryFolder } from "../test/temporary-folder.ts";

const all = temporaryFolder();
let folder: string;
let opened = 0;
beforeEach(async () => {
  folder = join(all(), String(++opened));
  await mkdir(folder);
});

const open = () => openStore("file:store.db", { folder });
const sessions = Array.from({ length: 600 }, (_, n) => makeSession({ sourceId: "a", id: String(n) }));
const path = () => join(folder, "store.db");

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
  await store.putSessions("a", sessions, SEEN);
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
    vendorId: "1",
    kind: "backup",
    status: "failed",
    vendorType: "Full",
    vendorStatus: "Failed",
    level: "full",
    workload: "SQL",
    message: "it's full",
    raw: { format: "json", text: "" },
  });
  expect(await store.session("a:2")).toMatchObject({
    vendorId: "two",
    kind: "other",
    status: "unknown",
    vendorType: "Odd",
    vendorStatus: null,
    level: null,
    workload: null,
    message: null,
    raw: null,
  });
  expect(await store.unknownTypes()).toEqual([{ sourceId: "a", vendorType: "Odd", sessions: 1 }]);
  await store.close();
});
