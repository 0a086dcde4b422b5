import type { ExpiredSlice, ExpiryPlace } from "../store.ts";
import { contentOf } from "./content.ts";
import { lockExpiry } from "./differences.ts";
import { markItems } from "./item-marks.ts";
import { type Old, withoutKeepers } from "./keepers.ts";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";
import { takeSourcesOf } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toMs } from "./time.ts";

type OldRow = Old & { at: number; item_key: number | null; source_key: number };

const OLD_COLUMNS = ["key", "id", "parent_id", "at", "item_key", "source_key"] as const;

/**
 * Deletes what nothing rests on among the next `rows` sessions before `cut`, in one transaction. From the newest to the
 * oldest: a run's parts go before the run itself, and what an older session means is read while those after it stand.
 */
export async function expireSlice(
  db: Db,
  cut: string,
  after: ExpiryPlace | null,
  rows: number,
): Promise<ExpiredSlice> {
  const startedAt = performance.now();
  const { deleted, next } = await db.transaction().execute(async (tx) => {
    await lockExpiry(tx);
    const old = await oldRows(tx, toMs(cut), after, rows);
    const last = old.at(-1);
    await takeSourcesOf(
      tx,
      old.map(({ id }) => id),
    );
    const isLast = old.length < rows || last === undefined;
    const gone = await expire(tx, old);
    const touched = old.flatMap(({ key, item_key }) => (gone.has(key) ? (item_key ?? []) : []));
    // A streak's failures in between may be among them.
    await markItems(tx, [...new Set(touched)]);
    // Once a pass: after each slice others would do nothing but read everything anew.
    if (isLast) await tellOthers(tx, null);
    return { deleted: gone.size, next: isLast ? null : { at: last.at, key: last.key } };
  });
  return { deleted, next, tookMs: performance.now() - startedAt };
}

async function oldRows(tx: Db, cut: number, after: ExpiryPlace | null, rows: number): Promise<OldRow[]> {
  let query = tx
    .selectFrom("sessions")
    .select(OLD_COLUMNS)
    .where("at", "<", cut)
    .orderBy("at", "desc")
    .orderBy("key", "desc")
    .limit(rows);
  if (after !== null) {
    const { at, key } = after;
    query = query
      .where("at", "<=", at)
      .where((eb) => eb.or([eb("at", "<", at), eb.and([eb("at", "=", at), eb("key", "<", key)])]));
  }
  return query.execute();
}

/** Of sessions that were just written and are older than the retention: takes back those that nothing rests on; their keys. */
export async function expireWritten(tx: Db, keys: readonly number[]): Promise<Set<number>> {
  const old: OldRow[] = [];
  for (const some of slices(keys, 500))
    old.push(...(await tx.selectFrom("sessions").select(OLD_COLUMNS).where("key", "in", some).execute()));
  return expire(tx, old);
}

async function expire(tx: Db, old: readonly OldRow[]): Promise<Set<number>> {
  const going = await withoutKeepers(tx, old);
  for (const some of slices(going, 500)) {
    const keys = some.map(({ key }) => key);
    // Links within what goes; raw records follow by their key.
    await tx.deleteFrom("sessions").where("key", "in", keys).execute();
    const items = [...new Set(some.flatMap(({ item_key }) => item_key ?? []))];
    const expired = Math.max(...some.map(({ at }) => at));
    if (items.length > 0)
      await tx
        .updateTable("items")
        .set({ expired })
        .where("key", "in", items)
        .where("expired", "<", expired)
        .execute();
  }
  const bySource = Map.groupBy(going, ({ source_key }) => source_key);
  for (const [sourceKey, gone] of bySource) {
    const counted = await countExpired(
      tx,
      sourceKey,
      gone.map(({ id }) => id),
    );
    await tx
      .updateTable("sources")
      .set((eb) => ({
        session_count: eb("session_count", "-", gone.length),
        expired_count: eb("expired_count", "+", counted),
      }))
      .where("key", "=", sourceKey)
      .execute();
  }
  return new Set(going.map(({ key }) => key));
}

/** How many of them were not counted before. */
async function countExpired(tx: Db, source_key: number, ids: readonly string[]): Promise<number> {
  let counted = 0;
  for (const some of slices(ids, 500)) {
    const added = await tx
      .insertInto("expired")
      .values(some.map((id) => ({ id_hash: hashOf(id), source_key })))
      .onConflict((oc) => oc.column("id_hash").doNothing())
      .returning("id_hash")
      .execute();
    counted += added.length;
  }
  return counted;
}

/** Sessions that are kept again, as a longer retention would have it, are no longer counted as gone; gives their ids. */
export async function takeBackExpired(
  tx: Db,
  sourceKey: number,
  ids: readonly string[],
): Promise<Set<string>> {
  const { expired_count } = await tx
    .selectFrom("sources")
    .select("expired_count")
    .where("key", "=", sourceKey)
    .executeTakeFirstOrThrow();
  const back = new Set<string>();
  if (expired_count === 0) return back;
  for (const some of slices(ids, 500)) {
    const idOf = new Map(some.map((id) => [hashOf(id), id]));
    const rows = await tx
      .deleteFrom("expired")
      .where("id_hash", "in", [...idOf.keys()])
      .where("source_key", "=", sourceKey)
      .returning("id_hash")
      .execute();
    for (const { id_hash } of rows) back.add(idOf.get(id_hash) as string);
  }
  if (back.size === 0) return back;
  await tx
    .updateTable("sources")
    .set({ expired_count: expired_count - back.size })
    .where("key", "=", sourceKey)
    .execute();
  return back;
}

/** As many bits as a number holds without loss: by chance two of ten million ids share one once in a hundred stores. */
function hashOf(id: string): number {
  return Number.parseInt(contentOf(id).slice(0, 13), 16);
}
