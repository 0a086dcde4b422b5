import type { RawRecord, Session } from "@lastgood/normalize";
import type { SessionFilter } from "../store.ts";
import { statusCode } from "./codes.ts";
import { unpackRaw } from "./raw-text.ts";
import type { Db } from "./schema.ts";
import { readOrder } from "./session-pages.ts";
import { sessionsByKey } from "./session-select.ts";
import { toMs } from "./time.ts";

export async function readSession(
  db: Db,
  id: string,
): Promise<(Session & { raw: RawRecord | null; children: Session[]; itemId: string | null }) | null> {
  const row = await db
    .selectFrom("sessions")
    .leftJoin("items", (join) =>
      join.onRef("items.key", "=", "sessions.item_key").on("items.superseded", "=", 0),
    )
    .leftJoin("raw_texts", "raw_texts.session_key", "sessions.key")
    .select(["sessions.key", "items.id as itemId", "dictionary", "packed"])
    .where("sessions.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const [session] = await sessionsByKey(db, [row.key]);
  if (session === undefined) return null;
  const { dictionary, packed } = row;
  return {
    ...session,
    raw: dictionary !== null && packed !== null ? unpackRaw(session, { dictionary, packed }) : null,
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
    .where((eb) =>
      eb.or([eb("sessions.status", "=", statusCode("running")), eb("sessions.at", ">=", toMs(since))]),
    )
    .orderBy("sessions.at", "desc")
    .orderBy("sessions.key", "desc")
    .execute();
  return sessionsByKey(
    db,
    rows.map(({ key }) => key),
  );
}

async function readAll(db: Db, filter: SessionFilter, sort: string): Promise<Session[]> {
  return sessionsByKey(db, await readOrder(db, filter, sort));
}
