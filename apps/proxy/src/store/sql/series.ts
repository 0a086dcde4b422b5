import type { Metric } from "../../contract.ts";
import type { Series } from "../store.ts";
import { levelAt, statusAt } from "./codes.ts";
import { flagsOf } from "./flag-bits.ts";
import { type ItemRow, selectItems } from "./item-select.ts";
import type { Db, SessionsTable } from "./schema.ts";
import { toIso, toMs } from "./time.ts";

const COLUMN = {
  durationMs: "duration_ms",
  transferredBytes: "transferred_bytes",
  processedBytes: "processed_bytes",
  selectedBytes: "selected_bytes",
} as const satisfies Record<Metric, keyof SessionsTable>;

/** A line an item. Without a bound, null. */
export async function readSeries(
  db: Db,
  by: { device: string } | { policy: string },
  metric: Metric,
  from: string | null,
  to: string | null,
): Promise<Series[]> {
  const [column, id] =
    "device" in by ? (["devices.id", by.device] as const) : (["policies.id", by.policy] as const);
  const items = await selectItems(db).where(column, "=", id).orderBy("items.key").execute();
  const names = lineNames(items, "device" in by ? "device" : "policy");
  const lines: Series[] = [];
  for (const item of items) {
    let points = db
      .selectFrom("sessions")
      .select(["id", "status", "flags", "level", "at", `${COLUMN[metric]} as value`])
      .where("item_key", "=", item.key)
      .orderBy("at")
      .orderBy("key");
    if (from !== null) points = points.where("at", ">=", toMs(from));
    if (to !== null) points = points.where("at", "<", toMs(to));
    const rows = await points.execute();
    lines.push({
      itemId: item.id,
      name: names.get(item.id) ?? item.id,
      points: rows.map((row) => ({
        ...row,
        at: toIso(row.at),
        status: statusAt(row.status),
        level: levelAt(row.level),
        flags: flagsOf(row.flags),
      })),
    });
  }
  return lines;
}

/** What tells an item from the others beside it: what it backs up, or which machine; where that is not enough, more. */
function lineNames(items: readonly ItemRow[], by: "device" | "policy"): Map<string, string> {
  const shortOf = (item: ItemRow) =>
    by === "device"
      ? (item.workload ?? policyAndType(item) ?? item.device_name)
      : (item.device_name ?? item.device_id ?? policyAndType(item));
  const short = items.map(shortOf);
  return new Map(
    items.map((item, place) => {
      const name = short[place];
      const isShared = short.filter((other) => other === name).length > 1;
      const more = by === "device" ? policyAndType(item) : (item.vendor_type ?? item.workload);
      const parts = isShared && more !== name ? [name, more] : [name];
      return [item.id, parts.filter((part) => part != null).join(" · ") || item.id];
    }),
  );
}

function policyAndType(item: ItemRow): string | null {
  const parts = [item.policy_name ?? item.policy_id, item.vendor_type].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}
