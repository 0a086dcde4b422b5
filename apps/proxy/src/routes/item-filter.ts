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
export function filterItems(entries: readonly Entry[], { state, ...others }: ItemFilter): readonly Entry[] {
  return ofState(filterAllItems(entries, others), state);
}

export function ofState(entries: readonly Entry[], state: readonly State[] | undefined): readonly Entry[] {
  return entries.filter((entry) => (state ? state.includes(entry.state) : entry.state !== "retired"));
}

/** In whatever state, retired too. */
export function filterAllItems(
  entries: readonly Entry[],
  filter: Omit<ItemFilter, "state">,
): readonly Entry[] {
  const { source, vendor, client, site, device, policy, workload } = filter;
  const q = filter.q?.toLowerCase();
  if (!source && !vendor && !client && !site && !device && !policy && !workload && !q) return entries;
  return entries.filter((entry) => {
    const { item } = entry.facts.history;
    return (
      (source === undefined || source.includes(item.sourceId)) &&
      (vendor === undefined || vendor.includes(item.vendor)) &&
      has(client, item.client) &&
      has(site, item.site) &&
      has(device, item.device) &&
      has(policy, item.policy) &&
      (workload === undefined || workload.includes(item.workload ?? "")) &&
      (!q || hasText(entry, q))
    );
  });
}
