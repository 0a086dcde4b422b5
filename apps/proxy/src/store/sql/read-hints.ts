import { type RawBuilder, SqliteAdapter, sql } from "kysely";
import type { Db } from "./schema.ts";

/** SQLite keeps no figures of how often a value comes: by which index it is to read is told. PostgreSQL knows better. */
export function indexedBy(db: Db, index: string): RawBuilder<unknown> {
  return db.getExecutor().adapter instanceof SqliteAdapter ? sql`indexed by ${sql.ref(index)}` : sql``;
}
