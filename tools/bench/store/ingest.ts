import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { copyOf, putDay, worldOf } from "./build.ts";

/** Nights that come to a store which holds the others. */
const NIGHTS = 4;
/** As many rows a transaction as the real path has. */
const ROWS_A_SLICE = 500;

/**
 * Nights put into a copy of the store by the real path, and their rows into another copy by prepared statements and nothing
 * else, night by night in turn; then the same nights once more by the real path.
 */
export async function measureIngest(size: string, path: string): Promise<Record<string, string | number>> {
  const [real, bare] = [copyOf(path, "ingest-real.db"), copyOf(path, "ingest-bare.db")];
  const store = await openStore(`file:${real}`, { folder: "/" });
  const world = worldOf();
  const file = new DatabaseSync(bare);
  file.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -8000");
  file.exec("pragma wal_autocheckpoint = 8000; pragma foreign_keys = on");
  const result = { real: 0, bare: 0, again: 0, sessions: 0 };
  try {
    for (let night = 734; night < 734 + NIGHTS; night += 1) {
      const before = lastKey(real);
      const startedAt = performance.now();
      result.sessions += await putDay(store, world, night);
      result.real += performance.now() - startedAt;
      result.bare += putRows(file, rowsAfter(real, before));
    }
    const startedAt = performance.now();
    for (let night = 734; night < 734 + NIGHTS; night += 1) await putDay(store, world, night);
    result.again = performance.now() - startedAt;
  } finally {
    file.close();
    await store.close();
    for (const copy of [real, bare])
      for (const end of ["", "-wal", "-shm", "-lock"]) rmSync(`${copy}${end}`, { force: true });
  }
  const rate = (ms: number) => Math.round((result.sessions / ms) * 1000);
  return {
    "sessions there": size,
    "new/s": rate(result.real),
    "bare inserts/s": rate(result.bare),
    "share of bare": (result.bare / result.real).toFixed(2),
    "unchanged/s": rate(result.again),
    "unchanged costs": (result.again / result.real).toFixed(2),
  };
}

interface Rows {
  sessions: Record<string, never>[];
  raws: Record<string, never>[];
}

function lastKey(path: string): number {
  return read(path, (file) =>
    Number(file.prepare("select max(key) as key from sessions").get()?.["key"] ?? 0),
  );
}

function rowsAfter(path: string, key: number): Rows {
  return read(path, (file) => ({
    sessions: file.prepare("select * from sessions where key > ? order by key").all(key) as never,
    raws: file
      .prepare("select * from raw_texts where session_key > ? order by session_key")
      .all(key) as never,
  }));
}

function read<T>(path: string, what: (file: DatabaseSync) => T): T {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return what(file);
  } finally {
    file.close();
  }
}

/** The time it took. */
function putRows(file: DatabaseSync, { sessions, raws }: Rows): number {
  const insertInto = (table: string, row: object) => {
    const columns = Object.keys(row);
    const holes = columns.map(() => "?").join(",");
    return file.prepare(`insert into ${table} (${columns.join(",")}) values (${holes})`);
  };
  const [session, raw] = [sessions[0], raws[0]];
  if (session === undefined || raw === undefined) throw new Error("the night brought nothing");
  const putSession = insertInto("sessions", session);
  const putRaw = insertInto("raw_texts", raw);
  const values = sessions.map((row) => Object.values(row));
  const rawValues = raws.map((row) => Object.values(row));
  const startedAt = performance.now();
  for (let from = 0; from < values.length; from += ROWS_A_SLICE) {
    file.exec("begin immediate");
    for (let i = from; i < Math.min(values.length, from + ROWS_A_SLICE); i += 1) {
      putSession.run(...(values[i] as never[]));
      putRaw.run(...(rawValues[i] as never[]));
    }
    file.exec("commit");
  }
  return performance.now() - startedAt;
}
