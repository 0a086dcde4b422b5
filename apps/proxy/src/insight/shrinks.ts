import type { InventoryRow } from "../store/store.ts";

/** Inventories of a source that lost more than a tenth at once of what they listed: that may as well be a fault or a lost right. */
export interface Shrink {
  sourceId: string;
  /** When the first of them was, epoch milliseconds. */
  since: number;
  devices: number;
  policies: number;
}

/** One a source, of what is still missing. */
export function shrinksOf(inventory: Iterable<InventoryRow>): Shrink[] {
  const shrinks = new Map<string, Shrink>();
  for (const { sourceId, device, missingSince, missedInShrink, removedSince } of inventory) {
    if (missingSince === null || !missedInShrink || removedSince !== null) continue;
    const since = Date.parse(missingSince);
    const known = shrinks.get(sourceId) ?? { sourceId, since, devices: 0, policies: 0 };
    known.since = Math.min(known.since, since);
    known[device === null ? "policies" : "devices"] += 1;
    shrinks.set(sourceId, known);
  }
  return [...shrinks.values()];
}
