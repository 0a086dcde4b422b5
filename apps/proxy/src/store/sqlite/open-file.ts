import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Opened } from "../opened.ts";
import { migrate } from "../sql/migrate.ts";
import { SQLITE_TYPES } from "../sql/migrations.ts";
import type { Db } from "../sql/schema.ts";
import { StoreError } from "../store-error.ts";
import { createBounded } from "./bounded.ts";
import { nodeSqliteDialect } from "./dialect.ts";
import { besideFile } from "./file-beside.ts";
import { shareStore } from "./store-lock.ts";

const BUSY_TIMEOUT_MS = 10_000;
/** The system keeps the file's pages anyway; what is kept here as well is counted against Lastgood. */
const CACHE_KB = { writes: 8_000, reads: 6_000 };
/** A fill touches the same pages of the indexes again and again: brought into the file more rarely, they are written once. */
const CHECKPOINT_PAGES = 8_000;
/** What is left of the write-ahead log once it was brought into the file: a slow reader may have let it grow past that. */
const LOG_BYTES = 64 * 1024 * 1024;
/** A program that makes the store has written its first page by then. */
const MAKING_MS = 2_000;
const LOOK_AGAIN_MS = 20;
/** Checking every page of so much takes about a second; of a larger file only what is read at start is checked. */
const CHECKED_WHOLE_BYTES = 64 * 1024 * 1024;

/** Throws StoreError where it cannot be used. */
export async function openFile(role: "reads" | "writes", path: string): Promise<Opened> {
  try {
    const opened = role === "writes" ? { db: await openForWriting(path) } : openForReading(path);
    const { db } = opened;
    const release = role === "writes" ? shareStore(path) : () => {};
    const beside = role === "writes" ? besideFile(path, db) : null;
    return {
      ...opened,
      manyAtOnce: false,
      beside,
      toError: (error) => toUseError(path, error),
      async close() {
        beside?.close();
        await db.destroy();
        release();
      },
    };
  } catch (error) {
    throw toStoreError(path, error);
  }
}

/** Opens the file for writing, made if it is not there, brought to this version. Never makes a damaged one anew. */
async function openForWriting(path: string): Promise<Db> {
  const isThere = refuseEmpty(path);
  if (!isThere) mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    if (isThere) refuseDamaged(file, statSync(path).size);
    // Only a file that has no table yet can be told so: what is deleted later can then be given back in slices.
    else file.exec("pragma auto_vacuum = incremental");
    // NORMAL can lose the last commits in a power cut and never the file; the next reading brings them again.
    file.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory");
    file.exec(`pragma cache_size = -${CACHE_KB.writes}; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    file.exec(`pragma journal_size_limit = ${LOG_BYTES}`);
    const db = kysely(file);
    await migrate(db, SQLITE_TYPES);
    return db;
  } catch (error) {
    file.close();
    throw error;
  }
}

function openForReading(path: string): Pick<Opened, "db" | "until"> {
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  file.exec(`pragma temp_store = memory; pragma cache_size = -${CACHE_KB.reads}`);
  const db = kysely(file);
  const bounded = createBounded(file, db);
  return { db, until: (stop, work) => work(bounded(stop)) };
}

function kysely(file: DatabaseSync): Db {
  return new Kysely({ dialect: nodeSqliteDialect(file) });
}

/** Whether the file is there. One that stays empty is damaged; one that another program is just making is not. */
function refuseEmpty(path: string): boolean {
  const sizeOf = () => statSync(path, { throwIfNoEntry: false })?.size;
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; sizeOf() === 0; waitedMs += LOOK_AGAIN_MS) {
    if (waitedMs >= MAKING_MS) throw new StoreError("it is damaged: the file is there and empty");
    Atomics.wait(nobody, 0, 0, LOOK_AGAIN_MS);
  }
  return sizeOf() !== undefined;
}

function refuseDamaged(file: DatabaseSync, bytes: number): void {
  file.prepare("select count(*) from sqlite_master").get();
  if (bytes > CHECKED_WHOLE_BYTES) return;
  const [finding] = Object.values(file.prepare("pragma quick_check(1)").get() ?? {});
  if (finding !== "ok") throw new StoreError(`it is damaged: ${String(finding)}`);
}

const NOT_HERE = "name another place by store.url or LASTGOOD_STORE_URL";

function wordsOf(path: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/EACCES|EPERM|EROFS|readonly|access permission denied/i.test(text))
    return `this user may not write there; give it the right, or ${NOT_HERE}`;
  if (/EEXIST|ENOTDIR/.test(text)) return `a folder on the way to it is a file; ${NOT_HERE}`;
  if (/ENOSPC|disk is full/i.test(text)) return "the disk is full; make room and start again";
  if (!/unable to open/i.test(text)) return text;
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return `${isFolder ? "it is a folder" : "it cannot be opened by this user"}; ${NOT_HERE}`;
}

/** What went wrong in opening the file, for whoever runs Lastgood. */
function toStoreError(path: string, error: unknown): StoreError {
  const text = wordsOf(path, error);
  const isDamage = tellsOfDamage(text);
  const reason = isDamage && !text.includes("damaged") ? `it is damaged (${text})` : text;
  const remedy = isDamage ? `; nothing was changed. ${DAMAGE_REMEDY}` : "";
  return new StoreError(`The store ${path} cannot be used: ${reason}${remedy}.`, { cause: error, isDamage });
}

/** An error met in using the file: damage is told with what to do, anything else is left as it is. */
function toUseError(path: string, error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreError || !tellsOfDamage(text)) return error;
  const words = `The store ${path} is damaged (${text}): what the screens show may lack something, and nothing more is written to it. Stop Lastgood. ${DAMAGE_REMEDY}.`;
  return new StoreError(words, { cause: error, isDamage: true });
}

const DAMAGE_REMEDY =
  "Put a backup in its place by `lastgood restore FILE`, or move the file away to begin a new store";

/** Whether these are SQLite's words for damage, or ours. */
export function tellsOfDamage(text: string): boolean {
  return /malformed|not a database|damaged|disk image/i.test(text);
}
