import { type Expression, type SqlBool, sql } from "kysely";
import type { Db } from "./schema.ts";

/** Rows between two looks, by their keys: a look takes 0.15 µs, more than a row of an index does. */
const LOOK_EVERY = 256;

const watched = new WeakSet<Db>();

/** What reads sessions through this database calls `goes_on()`, which ends it by throwing. */
export function watchReads(db: Db): void {
  watched.add(db);
}

/**
 * True of every session. To stand ahead of every other condition on them, so that also a scan that finds nothing can be
 * ended midway; null where the database has means of its own.
 */
export function goesOn(db: Db): Expression<SqlBool> | null {
  if (!watched.has(db)) return null;
  return sql<SqlBool>`((${sql.ref("sessions.key")} & ${sql.lit(LOOK_EVERY - 1)}) <> 0 or goes_on())`;
}
