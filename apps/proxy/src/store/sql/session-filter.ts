import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import type { SessionFilter } from "../store.ts";
import { flagBits } from "./flag-bits.ts";
import { goesOn } from "./goes-on.ts";
import type { Db, Tables } from "./schema.ts";
import { toMs } from "./time.ts";

type Condition = Expression<SqlBool>;

const eb = expressionBuilder<Tables, "sessions">();

/** The filter as one condition on `sessions`. */
export function matching(db: Db, filter: SessionFilter): Condition {
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
  add(filter.workload, (workloads) => eb("workload", "in", workloads));
  add(filter.kind, (kinds) => eb("kind", "in", kinds));
  add(filter.status, (statuses) => eb("status", "in", statuses));
  add(filter.flag, (flags) => sql<SqlBool>`(${eb.ref("flags")} & ${flagBits(flags)}) <> 0`);
  add(filter.from, (from) => eb("at", ">=", toMs(from)));
  add(filter.to, (to) => eb("at", "<", toMs(to)));
  add(filter.parent, (parent) => (parent === "none" ? withoutParent() : eb("parent_id", "=", parent)));
  add(filter.q, (text) => (text === "" ? eb.lit(true) : holdingText(text)));
  return eb.and(conditions);
}

type Dimension = "sources" | "clients" | "sites" | "devices" | "policies" | "items";

function keysOf(table: Dimension, ids: readonly string[]) {
  return expressionBuilder<Tables>()
    .selectFrom(table)
    .select("key")
    .where("id", "in", [...ids]);
}

function ofDeviceOrOwn(column: "client_key" | "site_key", keys: ReturnType<typeof keysOf>): Condition {
  const devices = eb.selectFrom("devices").select("devices.key").where(`devices.${column}`, "in", keys);
  return eb.or([eb("device_key", "in", devices), eb(`sessions.${column}`, "in", keys)]);
}

function withoutParent(): Condition {
  const parents = eb
    .selectFrom("sessions as parent")
    .select("parent.key")
    .whereRef("parent.id", "=", "sessions.parent_id");
  return eb.or([eb("parent_id", "is", null), eb.not(eb.exists(parents))]);
}

/** Writings of a text past which the cases of its letters are no longer combined. */
const MOST_WRITINGS = 8;

/** `like` itself knows the case of ASCII letters alone: the text with each other letter small and capital. */
function writingsOf(text: string): string[] {
  let writings = [""];
  for (const letter of text) {
    const cases =
      letter < "\u0080" ? [letter] : [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])];
    if (writings.length * cases.length > MOST_WRITINGS) {
      const capitalized = text.toLowerCase().replaceAll(/(?<!\p{L})\p{L}/gu, (first) => first.toUpperCase());
      return [...new Set([text, text.toLowerCase(), text.toUpperCase(), capitalized])];
    }
    writings = writings.flatMap((start) => cases.map((one) => start + one));
  }
  return writings;
}

/** Text anywhere in the names or the message, whatever its case. */
function holdingText(text: string): Condition {
  const patterns = writingsOf(text).map((way) => `%${way.replace(/[\\%_]/g, "\\$&")}%`);
  const holds = (column: Expression<string | null>): Condition =>
    eb.or(patterns.map((pattern) => sql<SqlBool>`${column} like ${pattern} escape '\\'`));
  const named = (table: "clients" | "sites" | "devices" | "policies") =>
    expressionBuilder<Tables>()
      .selectFrom(table)
      .select("key")
      .where(holds(sql.ref<string | null>(`${table}.name`)));
  return eb.or([
    holds(eb.ref("message")),
    holds(eb.ref("workload")),
    eb("device_key", "in", named("devices")),
    eb("policy_key", "in", named("policies")),
    ofDeviceOrOwn("client_key", named("clients")),
    ofDeviceOrOwn("site_key", named("sites")),
  ]);
}
