import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from "kysely";
import type { SessionFilter } from "../store.ts";
import { kindCode, statusCode } from "./codes.ts";
import { contentOf } from "./content.ts";
import { asked } from "./differences.ts";
import { flagBits } from "./flag-bits.ts";
import { goesOn } from "./goes-on.ts";
import type { Db, Tables } from "./schema.ts";
import { type Held, keysHolding, readHeld, type Searched } from "./text-search.ts";
import { toMs } from "./time.ts";

type Condition = Expression<SqlBool>;

const eb = expressionBuilder<Tables, "sessions">();

/** A filter whose text was looked up; null: too many rows hold it. */
export type SoughtFilter = SessionFilter & { held?: Held | null };

/** Looks up what all statements of a question ask for. */
export async function sought<Filter extends SessionFilter>(
  db: Db,
  filter: Filter,
): Promise<Filter & SoughtFilter> {
  return filter.q ? { ...filter, held: await readHeld(db, filter.q) } : filter;
}

/** Keys of the rows of a table that hold the filter's text. */
export function heldKeys(
  db: Db,
  { q = "", held }: SoughtFilter,
  table: Searched,
): RawBuilder<{ key: number }> {
  return held ? sql`(select asked.key from ${asked(db, held[table])})` : sql`(${keysHolding(db, table, q)})`;
}

/** The filter as one condition on `sessions`. */
export function matching(db: Db, filter: SoughtFilter): Condition {
  const watch = goesOn(db);
  const conditions: Condition[] = watch === null ? [] : [watch];
  const add = <T>(wanted: T | undefined, condition: (wanted: T) => Condition) => {
    if (wanted !== undefined) conditions.push(condition(wanted));
  };
  add(filter.source, (ids) => eb("source_key", "in", keysOf("sources", ids)));
  add(filter.vendor, (vendors) =>
    eb("source_key", "in", eb.selectFrom("sources").select("sources.key").where("vendor", "in", vendors)),
  );
  add(filter.client, (ids) => ofDeviceOrOwn("client_key", keysOf("clients", ids)));
  add(filter.site, (ids) => ofDeviceOrOwn("site_key", keysOf("sites", ids)));
  add(filter.device, (ids) => eb("device_key", "in", keysOf("devices", ids)));
  add(filter.policy, (ids) => eb("policy_key", "in", keysOf("policies", ids)));
  add(filter.item, (ids) => eb("item_key", "in", keysOf("items", ids)));
  add(filter.workload, (workloads) => eb("workload_key", "in", textKeys(workloads)));
  add(filter.kind, (kinds) => eb("kind", "in", kinds.map(kindCode)));
  add(filter.status, (statuses) => eb("status", "in", statuses.map(statusCode)));
  add(filter.flag, (flags) =>
    eb.and([eb("flags", "<>", 0), sql<SqlBool>`(${eb.ref("flags")} & ${flagBits(flags)}) <> 0`]),
  );
  add(filter.from, (from) => eb("at", ">=", toMs(from)));
  add(filter.to, (to) => eb("at", "<", toMs(to)));
  add(filter.parent, (parent) => (parent === "none" ? withoutParent() : eb("parent_id", "=", parent)));
  add(filter.q, (text) => (text === "" ? eb.lit(true) : holdingText(db, filter)));
  return eb.and(conditions);
}

type Dimension = "sources" | "clients" | "sites" | "devices" | "policies" | "items";

const ofTables = expressionBuilder<Tables>();

export function keysOf(table: Dimension, ids: readonly string[]) {
  return ofTables
    .selectFrom(table)
    .select("key")
    .where("id", "in", [...ids]);
}

export function textKeys(texts: readonly string[]) {
  return ofTables
    .selectFrom("texts")
    .select("key")
    .where(
      "hash",
      "in",
      texts.map((text) => contentOf(text)),
    );
}

type Keys = Expression<{ key: number }>;

function ofDeviceOrOwn(column: "client_key" | "site_key", keys: Keys): Condition {
  const devices = sql<{
    key: number;
  }>`(select d.key from devices d where ${sql.ref(`d.${column}`)} in ${keys})`;
  return eb.or([isAmong("device_key", devices), isAmong(column, keys)]);
}

function isAmong(column: string, keys: Keys): Condition {
  return sql<SqlBool>`${sql.ref(`sessions.${column}`)} in ${keys}`;
}

function withoutParent(): Condition {
  const parents = eb
    .selectFrom("sessions as parent")
    .select("parent.key")
    .whereRef("parent.id", "=", "sessions.parent_id");
  return eb.or([eb("parent_id", "is", null), eb.not(eb.exists(parents))]);
}

/** Text anywhere in the names or the message, whatever its case. */
function holdingText(db: Db, filter: SoughtFilter): Condition {
  const holding = (table: Searched) => heldKeys(db, filter, table);
  return eb.or([
    isAmong("message_key", holding("texts")),
    isAmong("workload_key", holding("texts")),
    isAmong("device_key", holding("devices")),
    isAmong("policy_key", holding("policies")),
    ofDeviceOrOwn("client_key", holding("clients")),
    ofDeviceOrOwn("site_key", holding("sites")),
  ]);
}
