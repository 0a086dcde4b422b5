import type { Entry } from "../board.ts";
import type { Named, ProtectedItem, State } from "../contract.ts";

export interface ItemFilter {
  source?: string[];
  vendor?: string[];
  client?: string[];
  site?: string[];
  device?: string[];
  policy?: string[];
  workload?: string[];
  state?: State[];
  q?: string;
}

const has = (wanted: string[] | undefined, named: Named | null) =>
  wanted === undefined || (named !== null && wanted.includes(named.id));

function hasText(item: ProtectedItem, q: string): boolean {
  const text = [
    item.device?.name,
    item.policy?.name,
    item.client?.name,
    item.site?.name,
    item.workload,
    item.reason,
  ];
  return text.some((one) => one?.toLowerCase().includes(q.toLowerCase()));
}

/** Retired items are shown only where that state is asked for. */
export function filterItems(entries: readonly Entry[], filter: ItemFilter): Entry[] {
  return entries.filter(
    ({ item }) =>
      (filter.state ? filter.state.includes(item.state) : item.state !== "retired") &&
      (filter.source === undefined || filter.source.includes(item.sourceId)) &&
      (filter.vendor === undefined || filter.vendor.includes(item.vendor)) &&
      has(filter.client, item.client) &&
      has(filter.site, item.site) &&
      has(filter.device, item.device) &&
      has(filter.policy, item.policy) &&
      (filter.workload === undefined || filter.workload.includes(item.workload ?? "")) &&
      (!filter.q || hasText(item, filter.q)),
  );
}
