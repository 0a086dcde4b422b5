import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAIN } from "../../../../tools/lastgood.mjs";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { makeSession, SEEN } from "../store/test/make-session.ts";
import { backupStore } from "./backup.ts";
import { restoreStore } from "./restore.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-backup-"));
  await writeFile(join(folder, "lastgood.yaml"), "store: { url: file:data/store.db }\n");
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const open = () => openStore("file:data/store.db", { folder });
const some = (count: number, sourceId = "a") =>
  Array.from({ length: count }, (_, number) => makeSession({ sourceId, id: String(number) }));

function surroundings(env: NodeJS.ProcessEnv = {}) {
  const out = new PassThrough({ encoding: "utf8" });
  const now = () => Date.parse("2026-11-20T08:09:10.000Z");
  const process = { env, cwd: folder, out, err: new PassThrough(), in: new PassThrough(), now };
  return { process, printed: () => String(out.read() ?? "").replaceAll(`${folder}/`, "") };
}

async function backup(file = "copy.db", options: { force?: boolean } = {}, env: NodeJS.ProcessEnv = {}) {
  const { process, printed } = surroundings(env);
  await backupStore(process, file, options);
  return printed();
}

function restore(file = "copy.db", env: NodeJS.ProcessEnv = {}): string {
  const { process, printed } = surroundings(env);
  restoreStore(process, file);
  return printed();
}

async function filled(count: number): Promise<Store> {
  const store = await open();
  await store.putSessions("a", some(count), SEEN);
  return store;
}

/** How many sessions a file of a store holds. */
function sessionsIn(name: string): number {
  const file = new DatabaseSync(at(name));
  const { n } = file.prepare("select count(*) as n from sessions").get() as { n: number };
  file.close();
  return n;
}

describe("lastgood backup", () => {
  it("copies one instant whole while another program writes without pause", async () => {
    const store = await filled(1000);
    const stop = new AbortController();
    let written = 1000;
    const writing = (async () => {
      while (!stop.signal.aborted) {
        await store.putSessions("a", [makeSession({ sourceId: "a", id: String(written) })], SEEN);
        written += 1;
      }
    })();
    const before = written;
    const said = await backup();
    stop.abort();
    await writing;
    await store.close();
    const copied = Number(/([\d]+) sessions, checked/.exec(said)?.[1]);
    expect(copied).toBeGreaterThanOrEqual(before);
    expect(copied).toBeLessThanOrEqual(written);
    const copy = new DatabaseSync(at("copy.db"), { readOnly: true });
    const { all } = copy.prepare("select session_count as [all] from sources").get() as { all: number };
    copy.close();
    expect(all).toBe(copied);
  });

  it("is one file, only for its owner to read, and leaves nothing beside it", async () => {
    const store = await filled(3);
    await backup();
    await store.close();
    expect(statSync(at("copy.db")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).toSorted()).toEqual(["copy.db", "data", "lastgood.yaml"]);
  });

  it("replaces a file only where it is told to, and never the store", async () => {
    const store = await filled(3);
    await writeFile(at("copy.db"), "mine");
    await expect(backup()).rejects.toThrow("copy.db is there already; name another file, or say --force");
    expect(await readFile(at("copy.db"), "utf8")).toBe("mine");
    expect(await backup("copy.db", { force: true })).toMatch(/^copy.db: .* 3 sessions, checked\n$/);
    await expect(backup("data/store.db", { force: true })).rejects.toThrow("is the store itself");
    await expect(backup("data/store.db-wal", { force: true })).rejects.toThrow("is the store itself");
    await expect(backup("data")).rejects.toThrow("is no file");
    await expect(backup("nowhere/copy.db")).rejects.toThrow(/there is no folder .*nowhere; make it/);
    await store.close();
  });

  it("makes no backup of a damaged store, and keeps the one made before", async () => {
    await (await filled(1000)).close();
    await backup();
    const good = await readFile(at("copy.db"));
    const bytes = await readFile(at("data/store.db"));
    await writeFile(at("data/store.db"), bytes.fill(0xa5, 8192, bytes.length - 8192));
    await expect(backup("copy.db", { force: true })).rejects.toThrow(/damaged/);
    expect(await readFile(at("copy.db"))).toEqual(good);
    expect(readdirSync(folder).toSorted()).toEqual(["copy.db", "data", "lastgood.yaml"]);
  });

  it("says what to do where there is no store, no configuration, or a PostgreSQL server", async () => {
    await expect(backup()).rejects.toThrow(/there is no store at .*store.db yet/);
    const server = { LASTGOOD_STORE_URL: "postgres://u:geheim@db/x" };
    await expect(backup("copy.db", {}, server)).rejects.toThrow(/pg_dump --format=custom/);
    expect(() => restore("copy.db", server)).toThrow(/pg_restore/);
    await rm(at("lastgood.yaml"));
    await expect(backup()).rejects.toThrow(/demonstration.*LASTGOOD_CONFIG/);
    expect(() => restore()).toThrow(/demonstration.*LASTGOOD_CONFIG/);
  });
});

describe("lastgood restore", () => {
  const aside = "data/store.db.before-restore-20261120-080910";

  it("puts the backup in place and keeps what was there", async () => {
    const first = await filled(2);
    await backup();
    await first.putSessions("a", some(5), SEEN);
    await first.close();
    expect(restore()).toBe(
      `data/store.db is now copy.db: 2 sessions of 1 source, the newest of 2026-03-10T01:00:00.000Z\nwhat was there before is ${aside}\n`,
    );
    expect(sessionsIn("data/store.db")).toBe(2);
    expect(sessionsIn(aside)).toBe(5);
  });

  it("leaves the store to those who could read it before", async () => {
    await (await filled(2)).close();
    await backup();
    await chmod(at("data/store.db"), 0o640);
    restore();
    expect(statSync(at("data/store.db")).mode & 0o777).toBe(0o640);
  });

  it("gives a store that was begun without it the means to become smaller", async () => {
    await (await filled(2)).close();
    const old = new DatabaseSync(at("data/store.db"));
    old.exec("pragma auto_vacuum = none; vacuum; pragma journal_mode = wal");
    old.close();
    await backup();
    restore();
    expect(sessionsIn("data/store.db")).toBe(2);
    const file = new DatabaseSync(at("data/store.db"), { readOnly: true });
    expect(file.prepare("pragma auto_vacuum").get()).toEqual({ auto_vacuum: 2 });
    file.close();
  });

  it("puts it where there was no store", async () => {
    await (await filled(2)).close();
    await backup();
    await rm(at("data"), { recursive: true });
    expect(restore()).not.toContain("before");
    expect(sessionsIn("data/store.db")).toBe(2);
  });

  it("does nothing while a program uses the store, however it came to hold it", async () => {
    const store = await filled(2);
    await backup();
    expect(() => restore()).toThrow(/store.db is in use: stop Lastgood/);
    await store.close();
    // A program of another kind, which knows nothing of the lock.
    const other = new DatabaseSync(at("data/store.db"));
    other.exec("pragma journal_mode = wal; select count(*) from sessions");
    expect(() => restore()).toThrow(/store.db is in use/);
    other.close();
    expect(readdirSync(at("data")).filter((name) => name.includes("restor"))).toEqual([]);
    restore();
  });

  it("takes a store that was left by kill -9, and none of its log stays beside the backup", async () => {
    const store = await filled(2);
    await backup();
    await store.close();
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL("../store/open-store.ts", import.meta.url).href)});
      const { makeSession, SEEN } = await import(${JSON.stringify(new URL("../store/test/make-session.ts", import.meta.url).href)});
      const store = await openStore("file:data/store.db", { folder: ${JSON.stringify(folder)} });
      const some = Array.from({ length: 700 }, (_, id) => makeSession({ sourceId: "a", id: String(id) }));
      await store.putSessions("a", some, SEEN);
      console.log("written");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(() => restore()).toThrow(/in use/);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(at("data/store.db-wal"))).toBe(true);
    restore();
    expect([sessionsIn("data/store.db"), sessionsIn(aside)]).toEqual([2, 700]);
  }, 60_000);

  it("takes the place of a damaged store, whose log goes with it", async () => {
    await (await filled(2)).close();
    await backup();
    await writeFile(at("data/store.db"), "not a database at all".repeat(500));
    await writeFile(at("data/store.db-wal"), "nor a log");
    expect(restore()).toContain(aside);
    expect(await readFile(at(`${aside}-wal`), "utf8")).toBe("nor a log");
    expect(sessionsIn("data/store.db")).toBe(2);
  });

  it.each<[string, RegExp, (path: string) => Promise<void>]>([
    ["is missing", /copy.db is not there/, (path) => rm(path)],
    ["is empty", /copy.db is empty.*Nothing was changed/, (path) => truncate(path, 0)],
    [
      "is a folder",
      /copy.db is no file/,
      (path) =>
        rm(path)
          .then(() => mkdir(path))
          .then(() => {}),
    ],
    ["was cut off", /copy.db is damaged/, async (path) => truncate(path, statSync(path).size - 40_960)],
    ["is no database", /copy.db is no store of Lastgood's/, (path) => writeFile(path, "x".repeat(9000))],
    [
      "is another program's",
      /copy.db is a database, and none of Lastgood's/,
      async (path) => {
        await rm(path);
        const theirs = new DatabaseSync(path);
        theirs.exec("create table theirs (a)");
        theirs.close();
      },
    ],
    [
      "is of a newer version",
      /copy.db was written by a newer Lastgood \(store version 99/,
      async (path) => {
        const newer = new DatabaseSync(path);
        newer.exec("update store_version set version = 99");
        newer.close();
      },
    ],
  ])("refuses a backup that %s, and changes nothing", async (_, words, spoil) => {
    await (await filled(300)).close();
    await backup();
    await copyFile(at("data/store.db"), at("before.db"));
    await spoil(at("copy.db"));
    expect(() => restore()).toThrow(words);
    expect(await readFile(at("data/store.db"))).toEqual(await readFile(at("before.db")));
    expect(readdirSync(at("data")).filter((name) => name.includes("restor"))).toEqual([]);
  });
});

it.each(["backup", "restore"])("tells of %s in its help", (command) => {
  const help = execFileSync(process.execPath, [MAIN, command, "--help"], { encoding: "utf8" });
  expect(help).toMatch(/embedded store/);
  expect(help).toMatch(/PostgreSQL server/);
});
