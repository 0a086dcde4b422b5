import { KINDS, STATUSES } from "@lastgood/normalize";
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { SESSION_SORTS } from "../store.ts";
import type { PlaceValue } from "./cursor.ts";

export type SortKey = (typeof SESSION_SORTS)[number];
type Value = RawBuilder<string | number | null>;

/** One of the expressions that rows are ordered by, in turn. Nulls come last in either direction. */
interface Term extends PlaceValue {
  value: Value;
  isDescending: boolean;
}

/** Columns with an index of their own, in their order. */
const COLUMNS = {
  at: "at",
  startedAt: "started_at",
  endedAt: "ended_at",
  durationMs: "duration_ms",
  selectedBytes: "selected_bytes",
  processedBytes: "processed_bytes",
  transferredBytes: "transferred_bytes",
  errorCount: "error_count",
} as const satisfies Partial<Record<SortKey, string>>;

export type SortColumn = (typeof COLUMNS)[keyof typeof COLUMNS];
/** Sorts that put sessions into groups, the newest of each first. */
export type GroupSort = Exclude<SortKey, keyof typeof COLUMNS>;

const isColumnSort = (name: SortKey): name is keyof typeof COLUMNS => Object.hasOwn(COLUMNS, name);

/** Without a name the id stands, so that only sessions without a device, policy or client come last. */
const nameOf = (table: "devices" | "policies" | "clients", key: RawBuilder<unknown>): Value =>
  sql`(select lower(coalesce(t.name, t.id)) from ${sql.table(table)} t where t.key = ${key})`;

const wordOf = (vocabulary: readonly string[], column: string): Value =>
  sql`case ${sql.ref(column)} ${sql.raw(vocabulary.map((word, code) => `when ${code} then '${word}'`).join(" "))} end`;

const column = (name: string): Value => sql.ref(`sessions.${name}`) as unknown as Value;
const clientKey: Value = sql`coalesce((select d.client_key from devices d where d.key = sessions.device_key), sessions.client_key)`;

/** What a group sort orders by before the time: first what is shown, then what tells equals apart. */
const GROUPS: Record<GroupSort, Value[]> = {
  status: [wordOf(STATUSES, "sessions.status")],
  kind: [wordOf(KINDS, "sessions.kind")],
  source: [sql`(select t.id from sources t where t.key = sessions.source_key)`],
  workload: [
    sql`(select lower(t.text) from texts t where t.key = sessions.workload_key)`,
    column("workload_key"),
  ],
  device: [nameOf("devices", column("device_key")), column("device_key")],
  policy: [nameOf("policies", column("policy_key")), column("policy_key")],
  client: [
    nameOf("clients", clientKey),
    clientKey,
    nameOf("devices", column("device_key")),
    column("device_key"),
  ],
};

/** A place in an order: the value of each of its terms. */
export type Place = (string | number | null)[];

export interface SessionOrder {
  isDescending: boolean;
  /** Null of a sort by groups. */
  column: SortColumn | null;
  /** Null of a sort by a column. */
  group: GroupSort | null;
  terms: readonly Term[];
  /** The terms' values in a row, as `p0`, `p1` … */
  values: RawBuilder<unknown>;
  /** For `order by`, over those names. */
  order: RawBuilder<unknown>;
  after(place: Place): Expression<SqlBool>;
}

/** `sort` is one of SESSION_SORTS, with `-` before it for descending. Equals come newest first, or by their key. */
export function sessionOrder(sort: string): SessionOrder {
  const isDescending = sort.startsWith("-");
  const name = (isDescending ? sort.slice(1) : sort) as SortKey;
  if (!isColumnSort(name) && !Object.hasOwn(GROUPS, name)) throw new TypeError(`there is no sort ${sort}`);
  const terms: Term[] = isColumnSort(name)
    ? [
        { value: column(COLUMNS[name]), isText: false, isDescending, canBeNull: name !== "at" },
        { value: column("key"), isText: false, isDescending, canBeNull: false },
      ]
    : [
        // A name, and the key that tells it from its equals, in turn.
        ...GROUPS[name].map((value, i) => ({ value, isText: i % 2 === 0, isDescending, canBeNull: true })),
        { value: column("at"), isText: false, isDescending: true, canBeNull: false },
        { value: column("key"), isText: false, isDescending: true, canBeNull: false },
      ];
  const inOrder = terms.map(
    (term, i) =>
      sql`${sql.ref(`p${i}`)} ${sql.raw(term.isDescending ? "desc" : "asc")} ${sql.raw(term.canBeNull ? "nulls last" : "")}`,
  );
  return {
    isDescending,
    column: isColumnSort(name) ? COLUMNS[name] : null,
    group: isColumnSort(name) ? null : name,
    terms,
    values: sql.join(terms.map(({ value }, i) => sql`${value} as ${sql.ref(`p${i}`)}`)),
    order: sql.join(inOrder),
    after: (place) => afterPlace(terms, place),
  };
}

function afterPlace(terms: readonly Term[], place: Place): Expression<SqlBool> {
  const [term, ...rest] = terms;
  const [value, ...further] = place;
  if (term === undefined || value === undefined) return sql`(1 = 0)`;
  const isEqual = value === null ? sql`${term.value} is null` : sql<SqlBool>`${term.value} = ${value}`;
  const equal = sql<SqlBool>`(${isEqual} and ${afterPlace(rest, further)})`;
  if (value === null) return equal;
  const past = sql<SqlBool>`${term.value} ${sql.raw(term.isDescending ? "<" : ">")} ${value}`;
  return term.canBeNull ? sql`(${past} or ${term.value} is null or ${equal})` : sql`(${past} or ${equal})`;
}
