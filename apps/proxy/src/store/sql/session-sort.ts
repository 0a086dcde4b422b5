import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { BadCursor, type SESSION_SORTS } from "../store.ts";
import type { Place } from "./cursor.ts";

type SortKey = (typeof SESSION_SORTS)[number];
type SortValue = RawBuilder<string | number | null>;

/** Without a name the id stands, so that only sessions without a device or policy come last. */
const nameOf = (table: "devices" | "policies", key: string): SortValue =>
  sql`(select lower(coalesce(t.name, t.id)) from ${sql.table(table)} t where t.key = ${sql.ref(key)})`;

const VALUES: Record<SortKey, SortValue> = {
  at: sql.ref("sessions.at"),
  startedAt: sql.ref("sessions.started_at"),
  endedAt: sql.ref("sessions.ended_at"),
  durationMs: sql.ref("sessions.duration_ms"),
  selectedBytes: sql.ref("sessions.selected_bytes"),
  processedBytes: sql.ref("sessions.processed_bytes"),
  transferredBytes: sql.ref("sessions.transferred_bytes"),
  errorCount: sql.ref("sessions.error_count"),
  status: sql.ref("sessions.status"),
  kind: sql.ref("sessions.kind"),
  workload: sql`lower(${sql.ref("sessions.workload")})`,
  device: nameOf("devices", "sessions.device_key"),
  policy: nameOf("policies", "sessions.policy_key"),
  client: sql`(select lower(coalesce(c.name, c.id)) from clients c where c.key = coalesce(
    (select d.client_key from devices d where d.key = sessions.device_key), sessions.client_key))`,
  source: sql`(select t.id from sources t where t.key = sessions.source_key)`,
};

const NEVER_NULL: readonly SortKey[] = ["at", "status", "kind", "source"];
const TEXTS: readonly SortKey[] = ["status", "kind", "workload", "device", "policy", "client", "source"];

export interface SessionSort {
  value: SortValue;
  /** For `order by`: nulls last either way, ties by key. */
  order: RawBuilder<unknown>;
  after(place: Place): Expression<SqlBool>;
}

/** `sort` is one of SESSION_SORTS, with `-` before it for descending. */
export function sessionSort(sort: string): SessionSort {
  const isDescending = sort.startsWith("-");
  const name = (isDescending ? sort.slice(1) : sort) as SortKey;
  if (!Object.hasOwn(VALUES, name)) throw new TypeError(`there is no sort ${sort}`);
  const value = VALUES[name];
  const key = sql.ref("sessions.key");
  const direction = sql.raw(isDescending ? "desc" : "asc");
  const nulls = sql.raw(NEVER_NULL.includes(name) ? "" : "nulls last");
  const past = sql.raw(isDescending ? "<" : ">");
  return {
    value,
    order: sql`${value} ${direction} ${nulls}, ${key} ${direction}`,
    after(place) {
      if (place.value !== null && (typeof place.value === "string") !== TEXTS.includes(name))
        throw new BadCursor("the cursor is none");
      const keyPast = sql<SqlBool>`${key} ${past} ${place.key}`;
      if (place.value === null) return sql`(${value} is null and ${keyPast})`;
      // In this form an index on the value is entered at the place, which a plain `or` would prevent.
      const valuePast = sql`(${value} ${past}= ${place.value} and (${value} ${past} ${place.value} or ${keyPast}))`;
      return NEVER_NULL.includes(name) ? sql`${valuePast}` : sql`(${valuePast} or ${value} is null)`;
    },
  };
}
