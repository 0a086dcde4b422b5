import { type Expression, PostgresAdapter, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "./schema.ts";

/** Whatever SQL differs between the dialects stands here; columns' types stand with the migrations. */
export function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** JSON text of an array of these values. */
export function jsonArray(db: Db, values: readonly Expression<unknown>[]): RawBuilder<string> {
  return isPostgres(db)
    ? sql<string>`json_build_array(${sql.join(values)})::text`
    : sql<string>`json_array(${sql.join(values)})`;
}

/** These keys as a table `asked (key)`, in their order. */
export function asked(db: Db, keys: readonly number[]): RawBuilder<unknown> {
  const list = JSON.stringify(keys);
  return isPostgres(db)
    ? sql`(select value::bigint as key from json_array_elements_text(${list}::json)) as asked`
    : sql`(select value as key from json_each(${list})) as asked`;
}

/** All of a text column's rows in one, with commas between. */
export function joined(db: Db, column: string): RawBuilder<string | null> {
  return isPostgres(db)
    ? sql`string_agg(${sql.ref(column)}, ',')`
    : sql`group_concat(${sql.ref(column)}, ',')`;
}

/** Keeps the rows from every other transaction until this one ends; SQLite has one writer anyway. */
export function locking<Tables, Table extends keyof Tables, Row>(
  tx: Db,
  select: SelectQueryBuilder<Tables, Table, Row>,
): SelectQueryBuilder<Tables, Table, Row> {
  return isPostgres(tx) ? select.forUpdate() : select;
}

/** An arbitrary number: the one lock that Lastgoods which start at the same time wait for. */
const MIGRATION_LOCK = 4_715_202_611;

/** No two programs bring a store to their version at once; SQLite's transaction sees to that by itself. */
export async function lockMigrations(tx: Db): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
}

const EXPIRY_LOCK = MIGRATION_LOCK + 1;

/** Several proxies let old sessions go at the same hour: in turn, or each would count the same ones as gone. */
export async function lockExpiry(tx: Db): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(${EXPIRY_LOCK})`.execute(tx);
}

/** Names of the tables and views where the store is or would be made, but for those of PostgreSQL's extensions. */
export async function tablesHere(tx: Db): Promise<string[]> {
  if (!isPostgres(tx)) return (await tx.introspection.getTables()).map(({ name }) => name);
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class c
    where relnamespace = (select oid from pg_namespace where nspname = current_schema())
      and relkind in ('r', 'p', 'v', 'm', 'f')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`.execute(
    tx,
  );
  return rows.map(({ name }) => name);
}

/** SQLite keeps no figures of how often a value comes: by which index it is to read is told. PostgreSQL knows better. */
export function indexedBy(db: Db, index: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`` : sql`indexed by ${sql.ref(index)}`;
}
