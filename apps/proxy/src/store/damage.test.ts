import { mkdtemp, open as openHandle, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import type { StoreError } from "./store-error.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-damage-"));
});
afterEach(() => rm(folder, { recursive: true }));

const path = () => join(folder, "store.db");
const many = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    makeSession({ sourceId: "a", id: String(number).padStart(9, "0") }),
  );

async function filled(): Promise<void> {
  const store = await openStore("file:store.db", { folder });
  await store.putSessions("a", many(600), SEEN);
  await store.close();
}

/** Writes over every page but the first of one table or index while the store is open. */
async function spoil(name: string): Promise<void> {
  const file = new DatabaseSync(path(), { readOnly: true });
  const pages = file.prepare("select pageno from dbstat where name = ?").all(name) as { pageno: number }[];
  file.close();
  // What another program wrote makes an open store forget the pages it holds in memory.
  const other = new DatabaseSync(path());
  other.exec("pragma user_version = 1");
  other.close();
  const handle = await openHandle(path(), "r+");
  for (const { pageno } of pages) await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, (pageno - 1) * 4096);
  await handle.close();
}

it.each([
  ["a table", "sessions", "a write"],
  ["an index", "sessions_by_at", "a write"],
  ["a table", "sessions", "a read"],
  ["an index", "sessions_by_at", "a read"],
])("tells once of damage in %s (%s) that %s meets, and writes nothing more", async (_, name, by) => {
  await filled();
  const told: StoreError[] = [];
  const store = await openStore("file:store.db", { folder, onDamage: (error) => told.push(error) });
  await spoil(name);
  expect(store.damage()).toBeNull();
  const write = () => store.putSessions("a", [makeSession({ sourceId: "a", id: "new" })], SEEN);
  const read = () => store.sessions({ sort: "-at", limit: 100 });
  const words =
    /store\.db is damaged .*nothing more is written to it\. Stop Lastgood\. Put a backup .*lastgood restore FILE/;
  await expect(by === "a read" ? read() : write()).rejects.toThrow(words);
  expect(store.damage()).toMatch(words);
  await expect(write()).rejects.toThrow(words);
  await expect(store.putRead("a", null, SEEN)).rejects.toThrow(words);
  expect(told).toHaveLength(1);
  expect((await store.counts()).get("a")?.sessions).toBe(600);
  await store.close();
});

it("opens a store whose log was lost with what the file itself holds, whole", async () => {
  await filled();
  const store = await openStore("file:store.db", { folder });
  await store.putSessions("a", [makeSession({ sourceId: "a", id: "new" })], SEEN);
  const inFile = await readFile(path());
  await store.close();
  await writeFile(path(), inFile);
  const without = await openStore("file:store.db", { folder });
  expect((await without.counts()).get("a")?.sessions).toBe(600);
  expect(without.damage()).toBeNull();
  await without.close();
});
