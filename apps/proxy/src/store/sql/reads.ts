import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toIso, toMs } from "./time.ts";

/** Notes a complete read; an older one never takes the place of a newer. */
export async function writeRead(
  db: Db,
  sourceId: string,
  scope: { deviceIds?: readonly string[]; policyIds?: readonly string[] } | null,
  readAt: string,
  fence: number | null,
): Promise<void> {
  const read_at = toMs(readAt);
  await db.transaction().execute(async (tx) => {
    const sourceKey = await takeSource(tx, sourceId, null, fence);
    await tellOthers(tx, sourceId, undefined, { read: { scope, readAt } });
    if (scope === null) {
      await tx
        .updateTable("sources")
        .set({ read_at })
        .where("key", "=", sourceKey)
        .where((eb) => eb.or([eb("read_at", "is", null), eb("read_at", "<", read_at)]))
        .execute();
      return;
    }
    for (const [table, ids] of [
      ["devices", scope.deviceIds ?? []],
      ["policies", scope.policyIds ?? []],
    ] as const) {
      for (const some of slices(ids, 1000)) {
        await tx
          .insertInto(table)
          .values(some.map((id) => ({ source_key: sourceKey, id, name: null, named_at: 0, read_at })))
          .onConflict((oc) =>
            oc
              .column("id")
              .doUpdateSet({ read_at })
              .where((eb) =>
                eb.or([eb(`${table}.read_at`, "is", null), eb(`${table}.read_at`, "<", read_at)]),
              ),
          )
          .execute();
      }
    }
  });
}

/** The newest complete read that covers each item that counts, or each of those that are named. */
export async function readReads(db: Db, itemIds: readonly string[] | null): Promise<Map<string, string>> {
  const all = db
    .selectFrom("items")
    .innerJoin("sources", "sources.key", "items.source_key")
    .leftJoin("devices", "devices.key", "items.device_key")
    .leftJoin("policies", "policies.key", "items.policy_key")
    .select(["items.id", "sources.read_at as ofSource"])
    .select(["devices.read_at as ofDevice", "policies.read_at as ofPolicy"])
    .where("items.superseded", "=", 0);
  const rows = itemIds === null ? await all.execute() : [];
  for (const some of slices(itemIds ?? [], 1000))
    rows.push(...(await all.where("items.id", "in", some).execute()));
  const reads = new Map<string, string>();
  for (const { id, ofSource, ofDevice, ofPolicy } of rows) {
    const newest = Math.max(ofSource ?? 0, ofDevice ?? 0, ofPolicy ?? 0);
    if (newest > 0) reads.set(id, toIso(newest));
  }
  return reads;
}
