import { sql } from "kysely";
import type { Inventory, InventoryRow, Written } from "../store.ts";
import { type Taken, takeDevices, takeNames, toTold, toToldDevice, touchedKeys } from "./names.ts";
import type { Db } from "./schema.ts";
import { deviceOf, namedOf } from "./session-select.ts";
import { slices } from "./slices.ts";
import { takeSource } from "./source-key.ts";
import { toIso, toIsoOrNull, toMs } from "./time.ts";
import { itemIdsOf } from "./touched-items.ts";

/** Names what is there and marks what is missing: what an earlier inventory had and this one lacks. */
export async function writeInventory(
  db: Db,
  sourceId: string,
  { devices: toldDevices, policies: toldPolicies, isPart = false }: Inventory,
  seenAt: string,
): Promise<Written> {
  const at = toMs(seenAt);
  return db.transaction().execute(async (tx) => {
    const sourceKey = await takeSource(tx, sourceId, null);
    const { inventory_count: number } = await tx
      .updateTable("sources")
      .set((eb) => ({ inventory_count: eb("inventory_count", "+", isPart ? 0 : 1), inventory_at: at }))
      .where("key", "=", sourceKey)
      .returning("inventory_count")
      .executeTakeFirstOrThrow();

    const places = (field: "client" | "site") =>
      toldDevices.flatMap((told) => (told[field] === null ? [] : [toTold(told[field], at)]));
    const clients = await takeNames(tx, "clients", sourceKey, places("client"));
    const sites = await takeNames(tx, "sites", sourceKey, places("site"));
    const devices = await takeDevices(
      tx,
      sourceKey,
      toldDevices.map(({ device, client, site }) => toToldDevice(device, client, site, at)),
      clients.keys,
      sites.keys,
    );
    const policies = await takeNames(
      tx,
      "policies",
      sourceKey,
      toldPolicies.map(({ policy }) => toTold(policy, at)),
    );

    const list = { sourceKey, number, at, isPart };
    const marks = toldDevices.map((told) => ({ id: told.device.id, mark: told.protected }));
    const markedDevices = await markListed(tx, "devices", list, devices, marks);
    const removals = toldPolicies.map((told) => ({ id: told.policy.id, mark: told.removed }));
    const markedPolicies = await markListed(tx, "policies", list, policies, removals);

    const changed = markedDevices.size + markedPolicies.size;
    return {
      added: 0,
      changed,
      unchanged: Math.max(0, devices.keys.size + policies.keys.size - changed),
      itemIds: await itemIdsOf(tx, {
        devices: [...markedDevices.keys()],
        policies: [...markedPolicies.keys()],
        clients: touchedKeys(clients),
        sites: touchedKeys(sites),
      }),
      deviceIds: [...markedDevices.values()],
      policyIds: [...markedPolicies.values()],
    };
  });
}

/** Marks these as listed and the others as missing; gives key and id of all that were named, turned or went missing. */
async function markListed(
  tx: Db,
  table: "devices" | "policies",
  { sourceKey, number, at, isPart }: { sourceKey: number; number: number; at: number; isPart: boolean },
  taken: Taken,
  marks: readonly { id: string; mark: boolean }[],
): Promise<Map<number, string>> {
  const changed = new Map(taken.touched.map((id) => [taken.keys.get(id) as number, id]));
  const column = table === "devices" ? "protected" : "removed";
  for (const mark of [0, 1]) {
    const keys = marks
      .filter((told) => Number(told.mark) === mark)
      .map(({ id }) => taken.keys.get(id) as number);
    for (const some of slices(keys, 1000)) {
      const turned = await tx
        .selectFrom(table)
        .select(["key", "id"])
        .where("key", "in", some)
        .where((eb) => eb.or([eb(sql.ref<number>(column), "!=", mark), eb("missing_since", "is not", null)]))
        .execute();
      for (const { key, id } of turned) changed.set(key, id);
      await tx
        .updateTable(table)
        .set({ [column]: mark, listed_at: at, listed_in: number, missing_since: null })
        .where("key", "in", some)
        .execute();
    }
  }
  if (isPart) return changed;
  const missing = await tx
    .updateTable(table)
    .set({ missing_since: at })
    .where("source_key", "=", sourceKey)
    .where("listed_in", "<", number)
    .where("missing_since", "is", null)
    .returning(["key", "id"])
    .execute();
  for (const { key, id } of missing) changed.set(key, id);
  return changed;
}

export async function readInventory(db: Db): Promise<InventoryRow[]> {
  const devices = await db
    .selectFrom("devices")
    .innerJoin("sources", "sources.key", "devices.source_key")
    .leftJoin("clients", "clients.key", "devices.client_key")
    .leftJoin("sites", "sites.key", "devices.site_key")
    .select(["devices.id", "devices.name", "devices.kind", "devices.protected", "listed_at", "listed_in"])
    .select(["devices.read_at", "missing_since"])
    .select(["sources.id as source_id", "sources.read_at as source_read_at", "inventory_count"])
    .select(["clients.id as client_id", "clients.name as client_name"])
    .select(["sites.id as site_id", "sites.name as site_name"])
    .where("listed_at", "is not", null)
    .orderBy("devices.key")
    .execute();
  const policies = await db
    .selectFrom("policies")
    .innerJoin("sources", "sources.key", "policies.source_key")
    .select(["policies.id", "policies.name", "removed", "listed_at", "listed_in"])
    .select(["policies.read_at", "missing_since"])
    .select(["sources.id as source_id", "sources.read_at as source_read_at", "inventory_count"])
    .where("listed_at", "is not", null)
    .orderBy("policies.key")
    .execute();
  return [
    ...devices.map((row) => ({
      ...listing(row),
      device: deviceOf(row.id, row.name, row.kind),
      policy: null,
      client: namedOf(row.client_id, row.client_name),
      site: namedOf(row.site_id, row.site_name),
      protected: row.protected === 1,
      removed: false,
    })),
    ...policies.map((row) => ({
      ...listing(row),
      device: null,
      policy: namedOf(row.id, row.name),
      client: null,
      site: null,
      protected: row.removed === 0,
      removed: row.removed === 1,
    })),
  ];
}

function listing(row: {
  source_id: string;
  source_read_at: number | null;
  inventory_count: number;
  read_at: number | null;
  listed_at: number | null;
  listed_in: number | null;
  missing_since: number | null;
}) {
  const readAt = Math.max(row.read_at ?? 0, row.source_read_at ?? 0);
  return {
    sourceId: row.source_id,
    lastListedAt: toIso(row.listed_at ?? 0),
    missingSince: toIsoOrNull(row.missing_since),
    missedInventories: row.inventory_count - (row.listed_in ?? row.inventory_count),
    lastReadAt: readAt === 0 ? null : toIso(readAt),
  };
}
