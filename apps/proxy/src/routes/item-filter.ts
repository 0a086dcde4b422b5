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
export function filterItems(entries: readonly Entry[], filter: ItemFilter): readonly Entry[] {
  const { state, source, vendor, client, site, device, policy, workload } = filter;
  const q = filter.q?.toLowerCase();
  const shown = entries.filter((entry) => (state ? state.includes(entry.state) : entry.state !== "retired"));
  if (!source && !vendor && !client && !site && !device && !policy && !workload && !q) return shown;
  return shown.filter((entry) => {
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
