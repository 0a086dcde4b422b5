import type { Selectable } from "kysely";
import { contentOf } from "./content.ts";
import type { Db, ItemsTable } from "./schema.ts";
import { slices } from "./slices.ts";
import { statementFor } from "./template.ts";

/** What a session tells of the item it counts for. */
export interface ToldItem {
  itemKey: string;
  /** Of the policy's item that this one supersedes; null where there is none. */
  policyItemKey: string | null;
  deviceKey: number | null;
  policyKey: number | null;
  /** Null where it has a device. */
  clientKey: number | null;
  siteKey: number | null;
  workload: string | null;
  vendorType: string | null;
  at: number;
}

export interface TakenItems {
  /** Keys in the store by item key. */
  keys: Map<string, number>;
  /** Ids of items that stopped being one. */
  superseded: string[];
}

/** What a newer session may tell otherwise; most tell the same, and then no index of these is to be brought up to it. */
const LABELS = [
  "device_key",
  "policy_key",
  "client_key",
  "site_key",
  "workload",
  "vendor_type",
  "policy_item_key",
] as const;

type Latest = Pick<Selectable<ItemsTable>, "key" | "latest_at" | (typeof LABELS)[number]>;

const putLatest = statementFor<Latest>(
  [...LABELS, "latest_at", "key"],
  (db, [row]) => {
    const { key, ...latest } = row as Latest;
    return db.updateTable("items").set(latest).where("key", "=", key);
  },
  { oneByOne: true },
);

const putLatestAt = statementFor<Latest>(
  ["latest_at", "key"],
  (db, [row]) => {
    const { key, latest_at } = row as Latest;
    return db.updateTable("items").set({ latest_at }).where("key", "=", key);
  },
  { oneByOne: true },
);

/** Opaque and stable: the same wherever and whenever the store is filled. */
export function itemIdOf(sourceId: string, itemKey: string): string {
  return contentOf(sourceId, itemKey);
}

/** Keys of the items these sessions count for, made where they are new; policies' items are made superseded. */
export async function takeItems(
  tx: Db,
  source: { key: number; id: string },
  told: readonly ToldItem[],
  seenAt: number,
): Promise<TakenItems> {
  const newest = new Map<string, ToldItem>();
  for (const item of told) {
    const known = newest.get(item.itemKey);
    if (known === undefined || item.at >= known.at) newest.set(item.itemKey, item);
  }
  const policyItems = policyItemsOf(newest.values());
  const known = await knownItems(tx, source.key, [...newest.keys(), ...policyItems.keys()]);
  const taken: TakenItems = { keys: new Map(), superseded: [] };
  const toldAnew: Latest[] = [];
  const later: Latest[] = [];

  for (const item of [...policyItems.values(), ...newest.values()]) {
    const isPolicys = policyItems.has(item.itemKey);
    const row = known.get(item.itemKey);
    const latest = {
      device_key: item.deviceKey,
      policy_key: item.policyKey,
      client_key: item.clientKey,
      site_key: item.siteKey,
      workload: item.workload,
      vendor_type: item.vendorType,
      latest_at: item.at,
      policy_item_key: item.policyItemKey === null ? null : (taken.keys.get(item.policyItemKey) ?? null),
    };
    if (row === undefined) {
      if (taken.keys.has(item.itemKey)) continue;
      const { key } = await tx
        .insertInto("items")
        .values({
          ...latest,
          id: itemIdOf(source.id, item.itemKey),
          source_key: source.key,
          item_key: item.itemKey,
          first_seen_at: seenAt,
          superseded: isPolicys ? 1 : 0,
        })
        .returning("key")
        .executeTakeFirstOrThrow();
      taken.keys.set(item.itemKey, key);
      continue;
    }
    taken.keys.set(item.itemKey, row.key);
    if (isPolicys && row.superseded === 0) {
      await supersede(tx, row.key);
      row.superseded = 1;
      taken.superseded.push(row.id);
    }
    if (newest.get(item.itemKey) !== item || item.at <= row.latest_at) continue;
    latest.policy_item_key ??= row.policy_item_key;
    // Not every reply tells these: Enterprise Manager's references no type, Unitrends' backups no job.
    latest.vendor_type ??= row.vendor_type;
    latest.policy_key ??= row.policy_key;
    const isAsBefore = LABELS.every((column) => latest[column] === row[column]);
    (isAsBefore ? later : toldAnew).push({ ...latest, key: row.key });
  }
  await putLatest(tx, toldAnew);
  await putLatestAt(tx, later);
  return taken;
}

/** By the links of sessions to their parents: a device's run makes its parent's item superseded. */
export async function followParents(tx: Db, sessionKeys: readonly number[]): Promise<string[]> {
  const superseded: string[] = [];
  for (const keys of slices(sessionKeys, 1000)) {
    for (const end of ["child.key", "parent.key"] as const) {
      const pairs = await tx
        .selectFrom("sessions as child")
        .innerJoin("sessions as parent", "parent.id", "child.parent_id")
        .innerJoin("items as own", "own.key", "child.item_key")
        .innerJoin("items as policys", "policys.key", "parent.item_key")
        .select(["own.key as key", "policys.key as policy_item_key", "policys.id", "policys.superseded"])
        .select("own.policy_item_key as known")
        .distinct()
        .where(end, "in", keys)
        .whereRef("own.key", "!=", "policys.key")
        .execute();
      for (const { key, policy_item_key, id, superseded: isSuperseded, known } of pairs) {
        if (known !== policy_item_key) {
          await tx.updateTable("items").set({ policy_item_key }).where("key", "=", key).execute();
        }
        if (isSuperseded === 1 || superseded.includes(id)) continue;
        await supersede(tx, policy_item_key);
        superseded.push(id);
      }
    }
  }
  return superseded;
}

async function supersede(tx: Db, key: number): Promise<void> {
  await tx.updateTable("items").set({ superseded: 1 }).where("key", "=", key).execute();
}

function policyItemsOf(told: Iterable<ToldItem>): Map<string, ToldItem> {
  const items = new Map<string, ToldItem>();
  for (const item of told) {
    if (item.policyItemKey === null) continue;
    items.set(item.policyItemKey, {
      ...item,
      itemKey: item.policyItemKey,
      policyItemKey: null,
      deviceKey: null,
      workload: null,
      at: 0,
    });
  }
  return items;
}

async function knownItems(tx: Db, sourceKey: number, itemKeys: readonly string[]) {
  const rows = [];
  for (const keys of slices(itemKeys, 1000)) {
    rows.push(
      ...(await tx
        .selectFrom("items")
        .select(["key", "id", "item_key", "latest_at", "superseded", ...LABELS])
        .where("source_key", "=", sourceKey)
        .where("item_key", "in", keys)
        .execute()),
    );
  }
  return new Map(rows.map((row) => [row.item_key, row]));
}
