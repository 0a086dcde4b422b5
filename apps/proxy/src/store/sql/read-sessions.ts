import type { RawRecord, Session } from "@lastgood/normalize";
import type { Page, SessionFilter, SessionQuery } from "../store.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { unpackRaw } from "./raw-text.ts";
import type { Db } from "./schema.ts";
import { matching } from "./session-filter.ts";
import { sessionsByKey } from "./session-select.ts";
import { sessionSort } from "./session-sort.ts";
import { toMs } from "./time.ts";

const COUNTED_TO = 10_000;

export async function readPage(db: Db, query: SessionQuery): Promise<Page<Session>> {
  const slice = await readSlice(db, query);
  const counted = await db
    .selectFrom(
      db
        .selectFrom("sessions")
        .select("sessions.key")
        .where(matching(db, query))
        .limit(COUNTED_TO + 1)
        .as("some"),
    )
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  return {
    ...slice,
    total: Math.min(counted.total, COUNTED_TO),
    totalIsAtLeast: counted.total > COUNTED_TO,
  };
}

/** A page without its total. */
export async function readSlice(
  db: Db,
  { sort, limit, cursor, ...filter }: SessionQuery,
): Promise<Pick<Page<Session>, "items" | "nextCursor">> {
  const { value, order, after } = sessionSort(sort);
  let select = db
    .selectFrom("sessions")
    .select(["sessions.key", value.as("value")])
    .where(matching(db, filter))
    .orderBy(order)
    .limit(limit + 1);
  if (cursor !== undefined) select = select.where(after(readCursor(sort, cursor)));
  const places = await select.execute();
  const shown = places.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await sessionsByKey(
      db,
      shown.map(({ key }) => key),
    ),
    nextCursor: places.length > limit && last !== undefined ? writeCursor(sort, last) : null,
  };
}

/** Keys of all that match, in order. */
export async function readOrder(db: Db, filter: SessionFilter, sort: string): Promise<number[]> {
  const rows = await db
    .selectFrom("sessions")
    .select("sessions.key")
    .where(matching(db, filter))
    .orderBy(sessionSort(sort).order)
    .execute();
  return rows.map(({ key }) => key);
}

export async function readSession(
  db: Db,
  id: string,
): Promise<(Session & { raw: RawRecord | null; children: Session[]; itemId: string | null }) | null> {
  const row = await db
    .selectFrom("sessions")
    .innerJoin("sources", "sources.key", "sessions.source_key")
    .leftJoin("items", (join) =>
      join.onRef("items.key", "=", "sessions.item_key").on("items.superseded", "=", 0),
    )
    .leftJoin("raw_records", "raw_records.session_key", "sessions.key")
    .select(["sessions.key", "sources.vendor", "items.id as itemId", "format", "dictionary", "packed"])
    .where("sessions.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const [session] = await sessionsByKey(db, [row.key]);
  if (session === undefined) return null;
  const { format, dictionary, packed } = row;
  const hasRaw = format !== null && dictionary !== null && packed !== null;
  return {
    ...session,
    raw: hasRaw ? unpackRaw(session.vendor, { format, dictionary, packed }) : null,
    children: await readAll(db, { parent: id }, "device"),
    itemId: row.itemId,
  };
}

/** Sessions of a source that still run, or that began at or after `since`. */
export async function readOpenSessions(db: Db, sourceId: string, since: string): Promise<Session[]> {
  const rows = await db
    .selectFrom("sessions")
    .innerJoin("sources", "sources.key", "sessions.source_key")
    .select("sessions.key")
    .where("sources.id", "=", sourceId)
    .where((eb) => eb.or([eb("sessions.status", "=", "running"), eb("sessions.at", ">=", toMs(since))]))
    .orderBy("sessions.at", "desc")
    .execute();
  return sessionsByKey(
    db,
    rows.map(({ key }) => key),
  );
}

async function readAll(db: Db, filter: SessionFilter, sort: string): Promise<Session[]> {
  return sessionsByKey(db, await readOrder(db, filter, sort));
}
