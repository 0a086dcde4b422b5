import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { openStore } from "../open-store.ts";
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
