import type { RebuildPlace, RebuiltSlice } from "../store.ts";
import { countAnew, DAY_MS, HOUR_MS } from "./figures.ts";
import { markItems } from "./item-marks.ts";
import type { Db } from "./schema.ts";
import { takeSources } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toMs } from "./time.ts";

/** Later than every session. */
const END_DAY = 200_000;

type Rebuilt = Omit<RebuiltSlice, "tookMs">;

/**
 * Makes the next part of what is kept beside the sessions anew from them, in one transaction: marks and days of the next
 * `size` items, then the hours of the next `size` days of a source. Days and hours that begin before `cut` stay as they are:
 * their sessions may be gone.
 */
export async function rebuildSlice(
  db: Db,
  cut: string | null,
  after: RebuildPlace | null,
  size: number,
): Promise<RebuiltSlice> {
  const startedAt = performance.now();
  const from = cut === null ? 0 : toMs(cut);
  const place = after ?? { part: "items", itemKey: 0 };
  const rebuilt = await db.transaction().execute(async (tx) => {
    const done =
      place.part === "items"
        ? await rebuildItems(tx, from, place.itemKey, size)
        : await rebuildHours(tx, from, place, size * 24);
    if (done.next === null) await tellOthers(tx, null);
    return done;
  });
  return { ...rebuilt, tookMs: performance.now() - startedAt };
}

async function rebuildItems(tx: Db, from: number, itemKey: number, size: number): Promise<Rebuilt> {
  const items = await tx
    .selectFrom("items")
    .select(["key", "source_key"])
    .where("key", ">", itemKey)
    .orderBy("key")
    .limit(size)
    .execute();
  const last = items.at(-1);
  if (last !== undefined) {
    await takeSources(tx, [...new Set(items.map(({ source_key }) => source_key))]);
    const keys = items.map(({ key }) => key);
    await markItems(tx, keys);
    for (const key of keys) await countAnew(tx, "daily", key, Math.ceil(from / DAY_MS), END_DAY);
  }
  const next: RebuildPlace =
    last === undefined || items.length < size
      ? { part: "hours", sourceKey: 0, hour: 0 }
      : { part: "items", itemKey: last.key };
  return { items: items.length, sources: 0, next };
}

async function rebuildHours(
  tx: Db,
  from: number,
  place: RebuildPlace & { part: "hours" },
  hours: number,
): Promise<Rebuilt> {
  const source = await tx
    .selectFrom("sources")
    .select("key")
    .where("key", ">=", place.sourceKey)
    .orderBy("key")
    .executeTakeFirst();
  if (source === undefined) return { items: 0, sources: 0, next: null };
  const { key } = source;
  await takeSources(tx, [key]);
  const firstHour = Math.ceil(from / HOUR_MS);
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
    return { items: 0, sources: 1, next: { part: "hours", sourceKey: key + 1, hour: 0 } };
  }
  const end = Math.floor(oldest.at / HOUR_MS) + hours;
  await countAnew(tx, "hourly", key, begins, end);
  return { items: 0, sources: 0, next: { part: "hours", sourceKey: key, hour: end } };
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
