import type { RawRecord, Reject } from "@lastgood/normalize";
import type { Page } from "../store.ts";
import { contentOf } from "./content.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toIso, toMs } from "./time.ts";

/** So many a source keep their text; older ones still count. */
const KEPT_REJECTS = 1000;

/**
 * By content and place among its equals within the reply: the same reply read again adds nothing, and what one reply
 * held twice counts twice.
 */
export async function writeRejects(
  db: Db,
  sourceId: string,
  rejects: readonly Reject[],
  repeats: readonly RawRecord[],
  seenAt: string,
  fence: number | null,
): Promise<void> {
  if (rejects.length === 0 && repeats.length === 0) return;
  const seen_at = toMs(seenAt);
  await db.transaction().execute(async (tx) => {
    const source_key = await takeSource(tx, sourceId, rejects[0]?.vendor ?? null, fence);
    const numberReject = occurrences();
    const rejectRows = rejects.map(({ index, reason, record }) => ({
      ...numberReject(contentOf(reason, record)),
      source_key,
      place: index,
      reason,
      record,
      seen_at,
    }));
    // The rows are put in backwards, so that the first of a reply is the newest and stands first in the list.
    for (const some of slices(rejectRows.toReversed(), 500)) {
      const unless = ["source_key", "content", "occurrence"] as const;
      await tx
        .insertInto("rejects")
        .values(some)
        .onConflict((oc) => oc.columns(unless).doNothing())
        .execute();
    }
    const numberRepeat = occurrences();
    const repeatRows = repeats.map(({ text }) => ({ ...numberRepeat(contentOf(text)), source_key, seen_at }));
    for (const some of slices(repeatRows, 500)) {
      await tx
        .insertInto("repeats")
        .values(some)
        .onConflict((oc) => oc.columns(["source_key", "content", "occurrence"]).doNothing())
        .execute();
    }
    await dropOldTexts(tx, source_key);
    await tellOthers(tx, sourceId);
  });
}

function occurrences(): (content: string) => { content: string; occurrence: number } {
  const counts = new Map<string, number>();
  return (content) => {
    const occurrence = counts.get(content) ?? 0;
    counts.set(content, occurrence + 1);
    return { content, occurrence };
  };
}

async function dropOldTexts(tx: Db, sourceKey: number): Promise<void> {
  const oldestKept = await tx
    .selectFrom("rejects")
    .select("key")
    .where("source_key", "=", sourceKey)
    .where("record", "is not", null)
    .orderBy("key", "desc")
    .offset(KEPT_REJECTS)
    .limit(1)
    .executeTakeFirst();
  if (oldestKept === undefined) return;
  await tx
    .updateTable("rejects")
    .set({ record: null })
    .where("source_key", "=", sourceKey)
    .where("key", "<=", oldestKept.key)
    .where("record", "is not", null)
    .execute();
}

/** Newest first. `total` counts those that are kept in full. */
export async function readRejects(
  db: Db,
  sourceId: string,
  limit: number,
  cursor: string | undefined,
): Promise<Page<Reject & { seenAt: string }>> {
  const kept = db
    .selectFrom("rejects")
    .innerJoin("sources", "sources.key", "rejects.source_key")
    .where("sources.id", "=", sourceId)
    .where("record", "is not", null);
  const { total } = await kept.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  let page = kept
    .select(["rejects.key", "sources.vendor", "place", "reason", "record", "seen_at"])
    .orderBy("rejects.key", "desc")
    .limit(limit + 1);
  if (cursor !== undefined)
    page = page.where(
      "rejects.key",
      "<",
      readCursor("rejects", [{ isText: false, canBeNull: false }], cursor)[0] as number,
    );
  const rows = await page.execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.flatMap(({ vendor, place, reason, record, seen_at }) =>
      vendor === null || record === null
        ? []
        : [{ vendor, index: place, reason, record, seenAt: toIso(seen_at) }],
    ),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor("rejects", [last.key]) : null,
    total,
    totalIsAtLeast: false,
  };
}
