import type { Session } from "@lastgood/normalize";
import { type Expression, type SqlBool, sql } from "kysely";
import type { Page, SessionFilter, SessionQuery } from "../store.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { indexedBy } from "./differences.ts";
import type { Db } from "./schema.ts";
import { matching, type SoughtFilter, sought } from "./session-filter.ts";
import { groupsOf } from "./session-groups.ts";
import { type Place, type SessionOrder, sessionOrder } from "./session-order.ts";
import { sessionsByKey } from "./session-select.ts";
import { findStreams, readByTime } from "./session-streams.ts";

/** So many are counted, and brought into any order in some ten milliseconds. */
const COUNTED_TO = 10_000;

/** A session's place in the order; the last value is its key. */
type Found = Place;

export async function readPage(db: Db, asked: SessionQuery): Promise<Page<Session>> {
  const query = await sought(db, asked);
  const counted = await countTo(db, query, COUNTED_TO + 1);
  const isMany = counted > COUNTED_TO;
  return {
    ...(await sliceOf(db, query, isMany)),
    total: Math.min(counted, COUNTED_TO),
    totalIsAtLeast: isMany,
  };
}

/** Whether more sessions match than are brought into an order at once. */
export async function isMany(db: Db, filter: SessionFilter): Promise<boolean> {
  return (await countTo(db, await sought(db, filter), COUNTED_TO + 1)) > COUNTED_TO;
}

async function countTo(db: Db, filter: SoughtFilter, most: number): Promise<number> {
  const some = db
    .selectFrom("sessions")
    .select("sessions.key")
    .where(matching(db, filter))
    .limit(most)
    .as("some");
  const { total } = await db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  return total;
}

/**
 * A page without its total. Few sessions are found first and then ordered; of many the order is followed by an index,
 * and those that match are taken from it: they are never all read.
 */
export async function readSlice(db: Db, query: SessionQuery, many: boolean): Promise<Slice> {
  return sliceOf(db, await sought(db, query), many);
}

type Slice = Pick<Page<Session>, "items" | "nextCursor">;

async function sliceOf(
  db: Db,
  { sort, limit, cursor, ...filter }: SessionQuery & SoughtFilter,
  many: boolean,
): Promise<Slice> {
  const order = sessionOrder(sort);
  const after = cursor === undefined ? null : readCursor(sort, order.terms, cursor);
  const read = many ? followOrder : orderFound;
  const places = await read(db, order, filter, after, limit + 1);
  const shown = places.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await sessionsByKey(db, shown.map(keyOf)),
    nextCursor: places.length > limit && last !== undefined ? writeCursor(sort, last) : null,
  };
}

/** Keys of all that match, in order; of many, never ask. */
export async function readOrder(db: Db, filter: SessionFilter, sort: string): Promise<number[]> {
  return (await orderFound(db, sessionOrder(sort), await sought(db, filter), null, null)).map(keyOf);
}

const keyOf = (place: Found): number => place.at(-1) as number;

async function orderFound(
  db: Db,
  order: SessionOrder,
  filter: SoughtFilter,
  after: Place | null,
  limit: number | null,
): Promise<Found[]> {
  const isAfter = after === null ? sql`` : sql`and ${order.after(after)}`;
  const { rows } = await sql<Record<string, Place[number]>>`select ${order.values} from sessions
    where ${matching(db, filter)} ${isAfter} order by ${order.order} ${limit === null ? sql`` : sql`limit ${limit}`}`.execute(
    db,
  );
  return rows.map((row) => order.terms.map((_, i) => row[`p${i}`] ?? null));
}

async function followOrder(
  db: Db,
  order: SessionOrder,
  filter: SoughtFilter,
  after: Place | null,
  limit: number,
): Promise<Found[]> {
  if (order.group !== null) return followGroups(db, order, filter, after, limit);
  if (order.column !== "at") return followColumn(db, order, filter, after, limit);
  const { isDescending } = order;
  const found = await findStreams(db, filter);
  const place = after === null ? null : { at: after[0] as number, key: after[1] as number };
  const rows = await readByTime(db, found, { isDescending, after: place, limit });
  return rows.map(({ at, key }) => [at, key]);
}

async function followColumn(
  db: Db,
  { column, isDescending }: SessionOrder,
  filter: SoughtFilter,
  after: Place | null,
  limit: number,
): Promise<Found[]> {
  const value = sql.ref(`sessions.${column}`);
  const [direction, past] = [sql.raw(isDescending ? "desc" : "asc"), sql.raw(isDescending ? "<" : ">")];
  const read = async (condition: Expression<SqlBool>, most: number): Promise<Found[]> => {
    const { rows } = await sql<{ value: number | null; key: number }>`
      select ${value} as value, sessions.key from sessions ${indexedBy(db, `sessions_by_${column}`)}
      where ${condition} and ${matching(db, filter)}
      order by ${value} ${direction}, sessions.key ${direction} limit ${most}`.execute(db);
    return rows.map((row) => [row.value, row.key]);
  };
  const found: Found[] = [];
  const [lastValue, lastKey] = after ?? [];
  if (after === null) found.push(...(await read(sql`${value} is not null`, limit)));
  else if (lastValue !== null)
    found.push(
      ...(await read(
        sql`${value} ${past}= ${lastValue} and (${value} ${past} ${lastValue} or sessions.key ${past} ${lastKey})`,
        limit,
      )),
    );
  if (found.length >= limit) return found;
  const isWithin = lastValue === null ? sql`and sessions.key ${past} ${lastKey}` : sql``;
  return [...found, ...(await read(sql`${value} is null ${isWithin}`, limit - found.length))];
}

async function followGroups(
  db: Db,
  order: SessionOrder,
  filter: SoughtFilter,
  after: Place | null,
  limit: number,
): Promise<Found[]> {
  const found: Found[] = [];
  const ofGroup = order.terms.length - 2;
  const from = after?.slice(0, ofGroup) ?? null;
  let begins = after === null ? null : { at: after[ofGroup] as number, key: after[ofGroup + 1] as number };
  for await (const { place, stream } of groupsOf(db, order.group as never, order.isDescending, from)) {
    if (begins !== null && place.some((value, i) => value !== from?.[i])) begins = null;
    const query = { isDescending: true, after: begins, limit: limit - found.length };
    const rows = await readByTime(db, { streams: [stream], filter }, query);
    found.push(...rows.map(({ at, key }) => [...place, at, key]));
    if (found.length >= limit) break;
    begins = null;
  }
  return found;
}
