import { sql } from "kysely";
import type { Inventory, Written } from "../store.ts";
import { type Taken, takeDevices, takeNames, toTold, toToldDevice, touchedKeys } from "./names.ts";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toMs } from "./time.ts";
import { itemIdsOf } from "./touched-items.ts";

/** What so many complete inventories in a row lack, for so long, is gone. */
const GONE_AFTER = 3;
const GONE_AFTER_MS = 24 * 3_600_000;

/** Names what is there and marks what is missing: what an earlier inventory had and this one lacks. */
export async function writeInventory(
  db: Db,
  sourceId: string,
  { devices: toldDevices, policies: toldPolicies, isPart = false, list: name, fillsNames = false }: Inventory,
  seenAt: string,
  fence: number | null,
): Promise<Written> {
  const at = toMs(seenAt);
  // Older than every name.
  const devicesAt = fillsNames ? 0 : at;
  return db.transaction().execute(async (tx) => {
    const sourceKey = await takeSource(tx, sourceId, null, fence);
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
      toldDevices.map(({ device, client, site }) => toToldDevice(device, client, site, devicesAt)),
      clients.keys,
      sites.keys,
    );
    const policies = await takeNames(
      tx,
      "policies",
      sourceKey,
      toldPolicies.map(({ policy }) => toTold(policy, at)),
    );

    const list = { sourceKey, number, at, isPart, name };
    const deviceMarks = toldDevices.map((told) => ({
      id: told.device.id,
      marks: { protected: Number(told.protected) },
    }));
    const markedDevices = await markListed(tx, "devices", list, devices, deviceMarks);
    const policyMarks = toldPolicies.map(({ policy, removed, disabled }) => ({
      id: policy.id,
      marks: {
        removed: Number(removed),
        ...(disabled === undefined ? {} : { disabled: Number(disabled) }),
      },
    }));
    const markedPolicies = await markListed(tx, "policies", list, policies, policyMarks);

    const changed = markedDevices.size + markedPolicies.size;
    const written = {
      added: 0,
      changed,
      expired: 0,
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
    await tellOthers(tx, sourceId, written, { isListed: true });
    return written;
  });
}

interface List {
  sourceKey: number;
  number: number;
  at: number;
  isPart: boolean;
  name: string | undefined;
}

/** Marks these as listed and the others of the list as missing; gives key and id of all that were named, turned, went missing or are gone. */
async function markListed(
  tx: Db,
  table: "devices" | "policies",
  list: List,
  taken: Taken,
  told: readonly { id: string; marks: Record<string, number> }[],
): Promise<Map<number, string>> {
  const { number, at, isPart, name } = list;
  const changed = new Map(taken.touched.map((id) => [taken.keys.get(id) as number, id]));
  const before = isPart ? 0 : await countListed(tx, table, list);
  for (const [text, same] of Map.groupBy(told, ({ marks }) => JSON.stringify(marks))) {
    const marks: Record<string, number> = JSON.parse(text);
    const keys = same.map(({ id }) => taken.keys.get(id) as number);
    for (const some of slices(keys, 1000)) {
      const turned = await tx
        .selectFrom(table)
        .select(["key", "id"])
        .where("key", "in", some)
        .where((eb) =>
          eb.or([
            ...Object.entries(marks).map(([column, mark]) => eb(sql.ref<number>(column), "!=", mark)),
            eb("missing_since", "is not", null),
          ]),
        )
        .execute();
      for (const { key, id } of turned) changed.set(key, id);
      const off = switchOf(table, marks);
      if (off !== null) await noteSwitch(tx, table, some, off, at);
      await tx
        .updateTable(table)
        .set({ ...marks, listed_at: at, listed_in: number, ...(name === undefined ? {} : { list: name }) })
        .set({ missing_since: null, missed: 0, missed_in_shrink: 0, gone_at: null })
        .where("key", "in", some)
        .execute();
      if (marks.removed === undefined) continue;
      await tx
        .updateTable("policies")
        .set({ removed_at: marks.removed === 1 ? sql<number>`coalesce(removed_at, ${at})` : null })
        .where("key", "in", some)
        .execute();
    }
  }
  if (isPart) return changed;
  for (const { key, id } of await markMissing(tx, table, list, before)) changed.set(key, id);
  return changed;
}

/** Whether these marks say that its backup is switched off, and what said so until now; null where they say nothing of that. */
function switchOf(table: "devices" | "policies", marks: Record<string, number>) {
  const [mark, off, column] =
    table === "policies" ? [marks["disabled"], 1, "disabled"] : [marks["protected"], 0, "protected"];
  return mark === undefined ? null : { isOff: mark === off, was: sql<number>`${sql.ref(column)}`, off };
}

/** Of those that were listed as the other until now; what is off from the first is off from then. */
async function noteSwitch(
  tx: Db,
  table: "devices" | "policies",
  keys: readonly number[],
  { isOff, was, off }: NonNullable<ReturnType<typeof switchOf>>,
  at: number,
): Promise<void> {
  await tx
    .updateTable(table)
    .set(isOff ? { off_from: at, off_to: null } : { off_to: at })
    .where("key", "in", keys)
    .where((eb) =>
      isOff
        ? eb.or([eb("listed_at", "is", null), eb(was, "!=", off)])
        : eb.and([eb("listed_at", "is not", null), eb(was, "=", off)]),
    )
    .execute();
}

/** What the list held until now. A policy that the vendor removed needs no list to be missing from. */
function listed(tx: Db, table: "devices" | "policies", { sourceKey, name = "" }: List) {
  const rows = tx
    .selectFrom(table)
    .where("source_key", "=", sourceKey)
    .where("list", "=", name)
    .where("listed_in", "is not", null);
  return table === "policies" ? rows.where(sql.ref<number>("removed"), "=", 0) : rows;
}

async function countListed(tx: Db, table: "devices" | "policies", list: List): Promise<number> {
  const { count } = await listed(tx, table, list)
    .where("missing_since", "is", null)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Gives those that went missing or are gone, as of now. */
async function markMissing(
  tx: Db,
  table: "devices" | "policies",
  list: List,
  before: number,
): Promise<{ key: number; id: string }[]> {
  const { number, at } = list;
  const rows = await listed(tx, table, list)
    .where("listed_in", "<", number)
    .select(["key", "id", "missing_since", "missed", "gone_at"])
    .execute();
  const fresh = rows.filter((row) => row.missing_since === null);
  const isGone = (row: (typeof rows)[number]) =>
    row.gone_at === null &&
    row.missed + 1 >= GONE_AFTER &&
    row.missing_since !== null &&
    at - row.missing_since >= GONE_AFTER_MS;
  const gone = rows.filter(isGone);
  const set = async (those: typeof rows, values: Record<string, number>) => {
    for (const some of slices(those, 1000)) {
      const keys = some.map(({ key }) => key);
      await tx.updateTable(table).set(values).where("key", "in", keys).execute();
    }
  };
  await set(fresh, { missing_since: at, missed_in_shrink: Number(fresh.length * 10 > before) });
  await set(gone, { gone_at: at });
  for (const some of slices(rows, 1000))
    await tx
      .updateTable(table)
      .set((eb) => ({ missed: eb("missed", "+", 1) }))
      .where(
        "key",
        "in",
        some.map(({ key }) => key),
      )
      .execute();
  return [...fresh, ...gone];
}
