import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { SessionFilter } from "../store.ts";
import { kindCode, statusCode } from "./codes.ts";
import { indexedBy } from "./differences.ts";
import type { Db } from "./schema.ts";
import { heldKeys, keysOf, matching, type SoughtFilter, textKeys } from "./session-filter.ts";
import type { Searched } from "./text-search.ts";

/** A column whose sessions an index holds by time. */
export type StreamColumn =
  | "source_key"
  | "device_key"
  | "policy_key"
  | "item_key"
  | "client_key"
  | "site_key"
  | "workload_key"
  | "message_key"
  | "status"
  | "kind";

/** All sessions that have this in this column; null: that have nothing there. */
export interface Stream {
  column: StreamColumn;
  value: number | null;
  /** Only of sessions without a device: those that have no client either. */
  isWithoutClient?: boolean;
}

/** Merging more of them costs more than to walk along all sessions, of which they are then many. */
const MOST_STREAMS = 200;

/** How a filter's sessions are found: those of the streams, or all where there are none, and of them those of the filter. */
export interface Found {
  streams: readonly Stream[] | null;
  filter: SoughtFilter;
}

type Keys = Expression<{ key: number }>;

/** What the filter asks for, by that part of it which leaves the fewest sessions to look at. */
export async function findStreams(db: Db, filter: SoughtFilter): Promise<Found> {
  const inColumn = (column: StreamColumn) => async (keys: Keys) => {
    const { rows } = await sql<{
      key: number;
    }>`select key from ${keys} as found limit ${MOST_STREAMS + 1}`.execute(db);
    return rows.map(({ key: value }): Stream => ({ column, value }));
  };
  const asCodes = (column: "status" | "kind", codes: number[]) =>
    codes.map((value): Stream => ({ column, value }));
  const ofPlaces = async (column: "client_key" | "site_key", keys: Keys) => [
    ...(await inColumn("device_key")(
      sql`(select d.key from devices d where ${sql.ref(`d.${column}`)} in ${keys})`,
    )),
    ...(await inColumn(column)(keys)),
  ];
  const ofText = async () => {
    const holding = (table: Searched) => heldKeys(db, filter, table);
    return [
      ...(await inColumn("device_key")(holding("devices"))),
      ...(await inColumn("policy_key")(holding("policies"))),
      ...(await inColumn("message_key")(holding("texts"))),
      ...(await inColumn("workload_key")(holding("texts"))),
      ...(await ofPlaces("client_key", holding("clients"))),
      ...(await ofPlaces("site_key", holding("sites"))),
    ];
  };
  const { item, device, policy, client, site, q, workload, status, kind, source } = filter;
  const ways: [keyof SessionFilter, (() => Promise<Stream[]> | Stream[]) | undefined][] = [
    ["item", item && (() => inColumn("item_key")(keysOf("items", item)))],
    ["device", device && (() => inColumn("device_key")(keysOf("devices", device)))],
    ["policy", policy && (() => inColumn("policy_key")(keysOf("policies", policy)))],
    ["client", client && (() => ofPlaces("client_key", keysOf("clients", client)))],
    ["site", site && (() => ofPlaces("site_key", keysOf("sites", site)))],
    ["q", q ? ofText : undefined],
    ["workload", workload && (() => inColumn("workload_key")(textKeys(workload)))],
    ["status", status && (() => asCodes("status", status.map(statusCode)))],
    ["kind", kind && (() => asCodes("kind", kind.map(kindCode)))],
    ["source", source && (() => inColumn("source_key")(keysOf("sources", source)))],
  ];
  for (const [part, find] of ways) {
    const streams = await find?.();
    if (streams === undefined || streams.length > MOST_STREAMS) continue;
    const { [part]: _, ...rest } = filter;
    return { streams, filter: rest };
  }
  return { streams: null, filter };
}

/** The time and key of a session. */
export interface AtPlace {
  at: number;
  key: number;
}

export interface AtQuery {
  isDescending: boolean;
  after: AtPlace | null;
  limit: number;
}

/** The first of the found sessions by time. */
export async function readByTime(db: Db, { streams, filter }: Found, query: AtQuery): Promise<AtPlace[]> {
  const condition = matching(db, filter);
  if (streams === null) return (await select(db, null, condition, query).execute(db)).rows;
  const [first] = streams;
  if (first === undefined) return [];
  if (streams.length === 1) return (await select(db, first, condition, query).execute(db)).rows;
  const parts = streams.map((stream) => sql`select * from (${select(db, stream, condition, query)}) as part`);
  // A session may stand in several of them.
  const { rows } = await sql<AtPlace>`select at, key from (${sql.join(parts, sql` union `)}) as parts
    ${orderBy(query, "at", "key")} limit ${query.limit}`.execute(db);
  return rows;
}

function select(
  db: Db,
  stream: Stream | null,
  condition: Expression<SqlBool>,
  { isDescending, after, limit }: AtQuery,
): RawBuilder<AtPlace> {
  const index = stream === null ? "sessions_by_at" : `sessions_of_${stream.column}`;
  const conditions = [condition];
  if (stream !== null) conditions.push(isIn(stream));
  if (after !== null) {
    const past = sql.raw(isDescending ? "<" : ">");
    // In this form an index is entered at the place, which a plain `or` would prevent.
    conditions.push(
      sql`sessions.at ${past}= ${after.at} and (sessions.at ${past} ${after.at} or sessions.key ${past} ${after.key})`,
    );
  }
  return sql`select sessions.at, sessions.key from sessions ${indexedBy(db, index)}
    where ${sql.join(conditions, sql` and `)} ${orderBy({ isDescending }, "sessions.at", "sessions.key")} limit ${limit}`;
}

function isIn({ column, value, isWithoutClient }: Stream): Expression<SqlBool> {
  const ref = sql.ref(`sessions.${column}`);
  if (isWithoutClient) return sql`${ref} is null and sessions.client_key is null`;
  return value === null ? sql`${ref} is null` : sql`${ref} = ${value}`;
}

function orderBy({ isDescending }: Pick<AtQuery, "isDescending">, ...columns: string[]): RawBuilder<unknown> {
  const direction = sql.raw(isDescending ? "desc" : "asc");
  return sql`order by ${sql.join(columns.map((column) => sql`${sql.ref(column)} ${direction}`))}`;
}
