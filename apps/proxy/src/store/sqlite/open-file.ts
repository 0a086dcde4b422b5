import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { migrate } from "../sql/migrate.ts";
import { SQLITE_TYPES } from "../sql/migrations.ts";
import type { Db } from "../sql/schema.ts";
import { StoreError } from "../store-error.ts";
import { createBounded } from "./bounded.ts";
import { nodeSqliteDialect } from "./dialect.ts";

const BUSY_TIMEOUT_MS = 10_000;
/** The system keeps the file's pages anyway; what is kept here as well is counted against Lastgood. */
const CACHE_KB = { writes: 8_000, reads: 6_000 };
/** A fill touches the same pages of the indexes again and again: brought into the file more rarely, they are written once. */
const CHECKPOINT_PAGES = 8_000;
/** Checking every page of so much takes about a second; of a larger file only what is read at start is checked. */
const CHECKED_WHOLE_BYTES = 64 * 1024 * 1024;

/** Opens the file for writing, made if it is not there, brought to this version. Never makes a damaged one anew. */
export async function openForWriting(path: string): Promise<Db> {
  const isThere = refuseEmpty(path);
  if (!isThere) mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    if (isThere) refuseDamaged(file, statSync(path).size);
    // NORMAL can lose the last commits in a power cut and never the file; the next reading brings them again.
    file.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory");
    file.exec(`pragma cache_size = -${CACHE_KB.writes}; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    const db = kysely(file);
    await migrate(db, SQLITE_TYPES);
    return db;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** `bounded` gives the same database to one call, that ends with Stopped once the flag is set, or with TookTooLong. */
export function openForReading(path: string): { db: Db; bounded: (flag: Int32Array) => Db } {
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  file.exec(`pragma temp_store = memory; pragma cache_size = -${CACHE_KB.reads}`);
  const db = kysely(file);
  return { db, bounded: createBounded(file, db) };
}

function kysely(file: DatabaseSync): Db {
  return new Kysely({ dialect: nodeSqliteDialect(file) });
}

function refuseEmpty(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.size === 0) throw new StoreError("it is damaged: the file is there and empty");
  return found !== undefined;
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

/** What went wrong with the file, for whoever runs Lastgood. */
export function toStoreError(path: string, error: unknown): StoreError {
  const text = wordsOf(path, error);
  const isDamage = /malformed|not a database|damaged|disk image/i.test(text);
  const reason = isDamage && !text.includes("damaged") ? `it is damaged (${text})` : text;
  const remedy = isDamage
    ? "; nothing was changed. Restore a copy, or move the file away to begin a new store"
    : "";
  return new StoreError(`The store ${path} cannot be used: ${reason}${remedy}.`, { cause: error });
}
