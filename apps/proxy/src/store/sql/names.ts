import type { Device, DeviceKind, Named } from "@lastgood/normalize";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";

type NamesTableName = "clients" | "sites" | "policies";

/** What was told of a named thing, and the time it speaks of. */
export interface Told {
  id: string;
  name: string | null;
  at: number;
}

export interface ToldDevice extends Told {
  kind: DeviceKind | null;
  clientId: string | null;
  siteId: string | null;
}

/** Keys by id, and the ids that were new or got another name. */
export interface Taken {
  keys: Map<string, number>;
  touched: string[];
}

/** Keys of what was new or got another name. */
export function touchedKeys({ keys, touched }: Taken): number[] {
  return touched.map((id) => keys.get(id) as number);
}

const IDS_A_QUERY = 1000;

/** Of several tellings the newest counts; null never takes the place of a name. */
export function mergeTold<T extends Told>(told: Iterable<T>): Map<string, T> {
  const merged = new Map<string, T>();
  for (const next of told) {
    const known = merged.get(next.id);
    merged.set(next.id, known === undefined ? next : overlay(known, next));
  }
  return merged;
}

function overlay<T extends Told>(a: T, b: T): T {
  const [older, newer] = a.at <= b.at ? [a, b] : [b, a];
  const known = Object.entries(newer).filter(([, value]) => value !== null);
  return { ...older, ...Object.fromEntries(known) };
}

export function toTold(named: Named, at: number): Told {
  return { id: named.id, name: named.name, at };
}

export function toToldDevice(
  device: Device,
  client: Named | null,
  site: Named | null,
  at: number,
): ToldDevice {
  const { id, name, kind } = device;
  return { id, name, at, kind, clientId: client?.id ?? null, siteId: site?.id ?? null };
}

/** Keys of these ids, made where they are new, with the newest name known of each. */
export async function takeNames(
  tx: Db,
  table: NamesTableName,
  sourceKey: number,
  told: Iterable<Told>,
): Promise<Taken> {
  const merged = mergeTold(told);
  const taken: Taken = { keys: new Map(), touched: [] };
  for (const ids of slices([...merged.keys()], IDS_A_QUERY)) {
    const rows = await tx
      .selectFrom(table)
      .select(["key", "id", "name", "named_at"])
      .where("id", "in", ids)
      .execute();
    for (const row of rows) {
      taken.keys.set(row.id, row.key);
      const { name, at } = merged.get(row.id) as Told;
      if (!replaces(row.name, row.named_at, name, at)) continue;
      await tx.updateTable(table).set({ name, named_at: at }).where("key", "=", row.key).execute();
      taken.touched.push(row.id);
    }
  }
  for (const { id, name, at } of merged.values()) {
    if (taken.keys.has(id)) continue;
    const { key } = await tx
      .insertInto(table)
      .values({ source_key: sourceKey, id, name, named_at: at })
      .returning("key")
      .executeTakeFirstOrThrow();
    taken.keys.set(id, key);
    taken.touched.push(id);
  }
  return taken;
}

/** As `takeNames`, with kind, client and site; these two must be taken already. */
export async function takeDevices(
  tx: Db,
  sourceKey: number,
  told: Iterable<ToldDevice>,
  clients: ReadonlyMap<string, number>,
  sites: ReadonlyMap<string, number>,
): Promise<Taken> {
  const merged = mergeTold(told);
  const taken: Taken = { keys: new Map(), touched: [] };
  const keyOf = (keys: ReadonlyMap<string, number>, id: string | null) =>
    id === null ? null : (keys.get(id) ?? null);

  for (const ids of slices([...merged.keys()], IDS_A_QUERY)) {
    const rows = await tx
      .selectFrom("devices")
      .select(["key", "id", "name", "named_at", "kind", "client_key", "site_key"])
      .where("id", "in", ids)
      .execute();
    for (const row of rows) {
      taken.keys.set(row.id, row.key);
      const { name, at, kind, clientId, siteId } = merged.get(row.id) as ToldDevice;
      const pick = <T>(known: T | null, next: T | null) =>
        replaces(known, row.named_at, next, at) ? next : known;
      const next = {
        name: pick(row.name, name),
        kind: pick(row.kind, kind),
        client_key: pick(row.client_key, keyOf(clients, clientId)),
        site_key: pick(row.site_key, keyOf(sites, siteId)),
      };
      const isChanged =
        next.name !== row.name ||
        next.kind !== row.kind ||
        next.client_key !== row.client_key ||
        next.site_key !== row.site_key;
      if (!isChanged) continue;
      const named_at = Math.max(row.named_at, at);
      await tx
        .updateTable("devices")
        .set({ ...next, named_at })
        .where("key", "=", row.key)
        .execute();
      taken.touched.push(row.id);
    }
  }
  for (const { id, name, at, kind, clientId, siteId } of merged.values()) {
    if (taken.keys.has(id)) continue;
    const { key } = await tx
      .insertInto("devices")
      .values({
        source_key: sourceKey,
        id,
        name,
        named_at: at,
        kind,
        client_key: keyOf(clients, clientId),
        site_key: keyOf(sites, siteId),
      })
      .returning("key")
      .executeTakeFirstOrThrow();
    taken.keys.set(id, key);
    taken.touched.push(id);
  }
  return taken;
}

function replaces<T>(known: T | null, knownAt: number, next: T | null, at: number): boolean {
  return next !== null && next !== known && (known === null || at >= knownAt);
}
