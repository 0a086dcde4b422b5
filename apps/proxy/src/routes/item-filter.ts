import type { Entry } from "../board.ts";
import type { Named, State } from "../contract.ts";

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

function hasText({ facts, reason }: Entry, q: string): boolean {
  const { device, policy, client, site, workload } = facts.history.item;
  const text = [device?.name, policy?.name, client?.name, site?.name, workload, reason];
  return text.some((one) => one?.toLowerCase().includes(q));
}

/** Retired items are shown only where that state is asked for. */
export function filterItems(entries: readonly Entry[], filter: ItemFilter): Entry[] {
  const q = filter.q?.toLowerCase();
  return entries.filter((entry) => {
    const { item } = entry.facts.history;
    return (
      (filter.state ? filter.state.includes(entry.state) : entry.state !== "retired") &&
      (filter.source === undefined || filter.source.includes(item.sourceId)) &&
      (filter.vendor === undefined || filter.vendor.includes(item.vendor)) &&
      has(filter.client, item.client) &&
      has(filter.site, item.site) &&
      has(filter.device, item.device) &&
      has(filter.policy, item.policy) &&
      (filter.workload === undefined || filter.workload.includes(item.workload ?? "")) &&
      (!q || hasText(entry, q))
    );
  });
}
