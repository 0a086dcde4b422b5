import type { InventoryRow } from "../store.ts";
import type { Db } from "./schema.ts";
import { deviceOf, namedOf } from "./session-select.ts";
import { toIso, toIsoOrNull } from "./time.ts";

/** What inventories left at a device or a policy. */
const MARKS = ["off_from", "off_to", "missing_since", "missed", "missed_in_shrink", "gone_at"] as const;

export async function readInventory(db: Db): Promise<InventoryRow[]> {
  const devices = await db
    .selectFrom("devices")
    .innerJoin("sources", "sources.key", "devices.source_key")
    .leftJoin("clients", "clients.key", "devices.client_key")
    .leftJoin("sites", "sites.key", "devices.site_key")
    .select(["devices.id", "devices.name", "devices.kind", "devices.protected", "listed_at"])
    .select(["devices.read_at", ...MARKS])
    .select(["sources.id as source_id", "sources.read_at as source_read_at"])
    .select(["clients.id as client_id", "clients.name as client_name"])
    .select(["sites.id as site_id", "sites.name as site_name"])
    .where("listed_at", "is not", null)
    .orderBy("devices.key")
    .execute();
  const policies = await db
    .selectFrom("policies")
    .innerJoin("sources", "sources.key", "policies.source_key")
    .select(["policies.id", "policies.name", "removed", "removed_at", "disabled", "listed_at"])
    .select(["policies.read_at", ...MARKS])
    .select(["sources.id as source_id", "sources.read_at as source_read_at"])
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
      removedSince: null,
      disabled: false,
    })),
    ...policies.map((row) => ({
      ...listing(row),
      device: null,
      policy: namedOf(row.id, row.name),
      client: null,
      site: null,
      protected: row.removed === 0 && row.disabled === 0,
      // One that an earlier program marked has no time of its own.
      removedSince: row.removed === 1 ? toIso(row.removed_at ?? row.listed_at ?? 0) : null,
      disabled: row.disabled === 1,
    })),
  ];
}

function listing(row: {
  source_id: string;
  source_read_at: number | null;
  read_at: number | null;
  listed_at: number | null;
  missing_since: number | null;
  missed: number;
  missed_in_shrink: number;
  gone_at: number | null;
  off_from: number | null;
  off_to: number | null;
}) {
  const readAt = Math.max(row.read_at ?? 0, row.source_read_at ?? 0);
  return {
    sourceId: row.source_id,
    lastListedAt: toIso(row.listed_at ?? 0),
    missingSince: toIsoOrNull(row.missing_since),
    missedInventories: row.missed,
    goneSince: toIsoOrNull(row.gone_at),
    missedInShrink: row.missed_in_shrink === 1,
    off: row.off_from === null ? null : { from: toIso(row.off_from), to: toIsoOrNull(row.off_to) },
    lastReadAt: readAt === 0 ? null : toIso(readAt),
  };
}
