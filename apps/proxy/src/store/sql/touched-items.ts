import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";

/** What was named anew or marked, by key. */
export interface TouchedKeys {
  devices: number[];
  policies: number[];
  clients: number[];
  sites: number[];
}

/** Ids of the items that show any of these. */
export async function itemIdsOf(tx: Db, touched: TouchedKeys): Promise<string[]> {
  const ids = new Set<string>();
  const take = async (
    column: `items.${"device" | "policy" | "client" | "site"}_key` | `devices.${"client" | "site"}_key`,
    all: number[],
  ) => {
    for (const keys of slices(all, 1000)) {
      const rows = await tx
        .selectFrom("items")
        .leftJoin("devices", "devices.key", "items.device_key")
        .select("items.id")
        .where(column, "in", keys)
        .execute();
      for (const { id } of rows) ids.add(id);
    }
  };
  await take("items.device_key", touched.devices);
  await take("items.policy_key", touched.policies);
  for (const table of ["devices", "items"] as const) {
    await take(`${table}.client_key`, touched.clients);
    await take(`${table}.site_key`, touched.sites);
  }
  return [...ids];
}

/** Ids of the items of the devices whose policies' items these are: a policy's run tells of them, too. */
export async function itemIdsBelow(tx: Db, policyItemKeys: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const keys of slices(policyItemKeys, 1000)) {
    const rows = await tx.selectFrom("items").select("id").where("policy_item_key", "in", keys).execute();
    for (const { id } of rows) ids.push(id);
  }
  return ids;
}
