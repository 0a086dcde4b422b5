import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { migrate } from "../sql/migrate.ts";
import { SQLITE_TYPES } from "../sql/migrations.ts";
import type { Db } from "../sql/schema.ts";
import { StoreError } from "../store-error.ts";
import { nodeSqliteDialect } from "./dialect.ts";

const BUSY_TIMEOUT_MS = 10_000;
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
    file.exec("pragma cache_size = -32000");
    const db = kysely(file);
    await migrate(db, SQLITE_TYPES);
    return db;
  } catch (error) {
    file.close();
    throw error;
  }
}

export function openForReading(path: string): Db {
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  file.exec("pragma temp_store = memory; pragma cache_size = -64000");
  return kysely(file);
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

/** What went wrong with the file, for whoever runs Lastgood. */
export function toStoreError(path: string, error: unknown): StoreError {
  const text = error instanceof Error ? error.message : String(error);
  const isDamage = /malformed|not a database|damaged|disk image/i.test(text);
  const reason = isDamage && !text.includes("damaged") ? `it is damaged (${text})` : text;
  const remedy = isDamage
    ? "; nothing was changed. Restore a copy, or move the file away to begin a new store"
    : "";
  return new StoreError(`The store ${path} cannot be used: ${reason}${remedy}.`, { cause: error });
}
