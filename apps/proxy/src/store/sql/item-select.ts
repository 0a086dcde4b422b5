import type { Item } from "../store.ts";
import type { Db } from "./schema.ts";
import { deviceOf, namedOf } from "./session-select.ts";
import { slices } from "./slices.ts";
import { toIso, toIsoOrNull } from "./time.ts";

/** Items that count, with their names. */
export function selectItems(db: Db) {
  return db
    .selectFrom("items")
    .innerJoin("sources", "sources.key", "items.source_key")
    .leftJoin("devices", "devices.key", "items.device_key")
    .leftJoin("policies", "policies.key", "items.policy_key")
    .leftJoin("clients", (join) =>
      join.on("clients.key", "=", (eb) => eb.fn.coalesce("devices.client_key", "items.client_key")),
    )
    .leftJoin("sites", (join) =>
      join.on("sites.key", "=", (eb) => eb.fn.coalesce("devices.site_key", "items.site_key")),
    )
    .select(["items.key", "items.id", "items.item_key", "items.workload", "items.vendor_type"])
    .select(["items.first_seen_at", "items.policy_item_key", "items.expired"])
    .select((eb) =>
      eb
        .selectFrom("sessions")
        .select((oldest) => oldest.fn.min("sessions.at").as("at"))
        .whereRef("sessions.item_key", "=", "items.key")
        .as("first_at"),
    )
    .select(["sources.id as source_id", "sources.vendor as vendor"])
    .select(["devices.id as device_id", "devices.name as device_name", "devices.kind as device_kind"])
    .select(["policies.id as policy_id", "policies.name as policy_name"])
    .select(["clients.id as client_id", "clients.name as client_name"])
    .select(["sites.id as site_id", "sites.name as site_name"])
    .where("items.superseded", "=", 0);
}

export type ItemRow = Awaited<ReturnType<ReturnType<typeof selectItems>["execute"]>>[number];

export function toItem(row: ItemRow): Item {
  const { vendor } = row;
  if (vendor === null) throw new Error(`source ${row.source_id} has items and no vendor`);
  return {
    id: row.id,
    sourceId: row.source_id,
    vendor,
    itemKey: row.item_key,
    client: namedOf(row.client_id, row.client_name),
    site: namedOf(row.site_id, row.site_name),
    device: deviceOf(row.device_id, row.device_name, row.device_kind),
    policy: namedOf(row.policy_id, row.policy_name),
    workload: row.workload,
    vendorType: row.vendor_type,
    firstSeenAt: toIso(row.first_seen_at),
    firstAt: toIsoOrNull(row.first_at),
    expiredAt: row.expired === 0 ? null : toIso(row.expired),
  };
}

/** An item with what to ask for its runs and for those of its policy. */
export interface KeyedItem {
  key: number;
  policyItemKey: number | null;
  item: Item;
}

/** All items that count, or those of them that are named. */
export async function readItems(db: Db, ids: readonly string[] | null): Promise<KeyedItem[]> {
  const all = selectItems(db).orderBy("items.key");
  const rows = ids === null ? await all.execute() : [];
  for (const some of slices(ids ?? [], 1000))
    rows.push(...(await all.where("items.id", "in", some).execute()));
  return rows.map((row) => ({ key: row.key, policyItemKey: row.policy_item_key, item: toItem(row) }));
}

/** Ids of all items that count, the devices of one policy one after the other. */
export async function readItemIds(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("items")
    .select("id")
    .where("superseded", "=", 0)
    .orderBy("policy_item_key")
    .orderBy("key")
    .execute();
  return rows.map(({ id }) => id);
}
