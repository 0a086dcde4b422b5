import { countAnew, DAY_MS, HOUR_MS } from "./figures.ts";
import { markItems } from "./item-marks.ts";
import type { Db } from "./schema.ts";

/** Later than every session. */
const END_DAY = 200_000;
const HOURS_A_SLICE = 24 * 30;

/** What is to be rebuilt next: an item's marks and days, or so many hours of a source; null at the end. */
export interface RebuildPlace {
  itemKey: number;
  sourceKey: number;
  hour: number;
}

/**
 * Makes the next part of what is kept beside the sessions anew from them, in one transaction: marks and days of the next
 * items, then hours of the next source. Days and hours that begin before `cut` stay as they are: their sessions may be gone.
 */
export async function rebuildNext(
  db: Db,
  cut: number | null,
  after: RebuildPlace | null,
  items: number,
): Promise<RebuildPlace | null> {
  const place = after ?? { itemKey: 0, sourceKey: 0, hour: 0 };
  return db.transaction().execute(async (tx) => {
    const keys = await tx
      .selectFrom("items")
      .select("key")
      .where("key", ">", place.itemKey)
      .orderBy("key")
      .limit(items)
      .execute();
    const last = keys.at(-1);
    if (last === undefined) return rebuildHours(tx, cut, place);
    await markItems(
      tx,
      keys.map(({ key }) => key),
    );
    const firstDay = cut === null ? 0 : Math.ceil(cut / DAY_MS);
    for (const { key } of keys) await countAnew(tx, "daily", key, firstDay, END_DAY);
    return { ...place, itemKey: last.key };
  });
}

async function rebuildHours(tx: Db, cut: number | null, place: RebuildPlace): Promise<RebuildPlace | null> {
  const source = await tx
    .selectFrom("sources")
    .select("key")
    .where("key", ">=", place.sourceKey)
    .orderBy("key")
    .executeTakeFirst();
  if (source === undefined) return null;
  const { key } = source;
  const firstHour = cut === null ? 0 : Math.ceil(cut / HOUR_MS);
  const begins = key === place.sourceKey ? Math.max(place.hour, firstHour) : firstHour;
  const oldest = await tx
    .selectFrom("sessions")
    .select("at")
    .where("source_key", "=", key)
    .where("at", ">=", begins * HOUR_MS)
    .orderBy("at")
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) {
    // Nothing is there any more: neither is its figure.
    await countAnew(tx, "hourly", key, begins, END_DAY * 24);
    return { ...place, sourceKey: key + 1, hour: 0 };
  }
  const end = Math.floor(oldest.at / HOUR_MS) + HOURS_A_SLICE;
  await countAnew(tx, "hourly", key, begins, end);
  return { ...place, sourceKey: key, hour: end };
}

/** All of it, within a transaction. */
export async function rebuildAll(tx: Db): Promise<void> {
  const items = await tx.selectFrom("items").select("key").execute();
  for (const { key } of items) {
    await markItems(tx, [key]);
    await countAnew(tx, "daily", key, 0, END_DAY);
  }
  const sources = await tx.selectFrom("sources").select("key").execute();
  for (const { key } of sources) await countAnew(tx, "hourly", key, 0, END_DAY * 24);
}
