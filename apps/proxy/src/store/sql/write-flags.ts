import type { Flag } from "@lastgood/normalize";
import { flagBits } from "./flag-bits.ts";
import type { Db } from "./schema.ts";
import { takeSourcesOf } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";

/** All flags of some sessions, in one transaction; what the vendor told of them stays as it is. */
export async function writeFlags(
  db: Db,
  sessions: readonly { id: string; flags: readonly Flag[] }[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await takeSourcesOf(
      tx,
      sessions.map(({ id }) => id),
    );
    const itemKeys = new Set<number>();
    for (const { id, flags } of sessions) {
      const bits = flagBits(flags);
      // Several proxies find the same flags: only the first one has something to tell.
      const changed = await tx
        .updateTable("sessions")
        .set({ flags: bits })
        .where("id", "=", id)
        .where("flags", "<>", bits)
        .returning("item_key")
        .executeTakeFirst();
      if (changed?.item_key != null) itemKeys.add(changed.item_key);
    }
    await tellOfItems(tx, [...itemKeys]);
  });
}

async function tellOfItems(tx: Db, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const items = await tx
    .selectFrom("items")
    .innerJoin("sources", "sources.key", "items.source_key")
    .select(["items.id", "sources.id as sourceId"])
    .where("items.key", "in", keys)
    .execute();
  for (const [sourceId, own] of Map.groupBy(items, (item) => item.sourceId)) {
    const itemIds = own.map(({ id }) => id);
    await tellOthers(tx, sourceId, { added: 0, changed: 0, itemIds, deviceIds: [], policyIds: [] });
  }
}
