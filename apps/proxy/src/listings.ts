import type { Config } from "./config-types.ts";
import type { ItemFacts } from "./insight/facts.ts";
import type { KnownItem } from "./known-items.ts";
import { clientOf } from "./poller/assign-client.ts";
import type { InventoryRow, Item } from "./store/store.ts";

type Listed = Pick<
  ItemFacts,
  "missingSince" | "goneSince" | "removedSince" | "disabled" | "off" | "switchedOff"
>;

const idOf = (row: InventoryRow) => row.device?.id ?? row.policy?.id ?? "";

/** What is listed as it should be tells nothing of its items. */
function isTelling({
  missingSince,
  removedSince,
  disabled,
  off,
  protected: isProtected,
}: InventoryRow): boolean {
  return missingSince !== null || removedSince !== null || disabled || off !== null || !isProtected;
}

const msOf = (time: string | null | undefined) => (time == null ? null : Date.parse(time));

/** The later of its device's and its policy's. */
function offOf(...spans: InventoryRow["off"][]): ItemFacts["off"] {
  const told = spans.flatMap((span) =>
    span ? [{ from: Date.parse(span.from), to: span.to === null ? null : Date.parse(span.to) }] : [],
  );
  const end = ({ to }: (typeof told)[number]) => to ?? Number.POSITIVE_INFINITY;
  return told.reduce<ItemFacts["off"]>((last, span) => (last && end(last) >= end(span) ? last : span), null);
}

/** What the inventories tell: of the items that have sessions, and of what has none yet. Keeps only the rows that tell something. */
export function createListings() {
  let rows = new Map<string, InventoryRow>();

  return {
    rows: (): Iterable<InventoryRow> => rows.values(),
    /** Takes all inventories read anew; gives the ids of the devices and policies of which they tell something else than before. */
    take(read: readonly InventoryRow[], items: Iterable<KnownItem>): Set<string> {
      const used = usedOf(items);
      const kept = new Map<string, InventoryRow>();
      for (const row of read) if (isTelling(row) || !used.has(idOf(row))) kept.set(idOf(row), row);
      const changed = new Set<string>();
      for (const id of new Set([...rows.keys(), ...kept.keys()]))
        if (JSON.stringify(rows.get(id)) !== JSON.stringify(kept.get(id))) changed.add(id);
      rows = kept;
      return changed;
    },
    /** Of an item: its device's own absence first, else its policy's. */
    of({ device, policy }: Item): Listed {
      const [ofDevice, ofPolicy] = [rows.get(device?.id ?? ""), rows.get(policy?.id ?? "")];
      const lacking = ofDevice?.missingSince != null ? ofDevice : ofPolicy;
      return {
        missingSince: msOf(lacking?.missingSince),
        goneSince: lacking?.missedInShrink ? null : msOf(lacking?.goneSince),
        removedSince: msOf(ofPolicy?.removedSince),
        disabled: ofPolicy?.disabled ?? false,
        off: offOf(ofDevice?.off ?? null, ofPolicy?.off ?? null),
        switchedOff: ofDevice?.protected === false && ofDevice.missingSince === null,
      };
    },
    /** `at` in epoch milliseconds; an older read never takes the place of a newer. */
    noteRead(
      sourceId: string,
      scope: { deviceIds?: readonly string[]; policyIds?: readonly string[] } | null,
      at: number,
    ): void {
      const readAt = new Date(at).toISOString();
      for (const [id, row] of rows) {
        const { device, policy, lastReadAt } = row;
        const isMeant =
          scope === null ||
          (device !== null && scope.deviceIds?.includes(device.id)) ||
          (policy !== null && scope.policyIds?.includes(policy.id));
        if (row.sourceId === sourceId && isMeant && (lastReadAt === null || lastReadAt < readAt))
          rows.set(id, { ...row, lastReadAt: readAt });
      }
    },
    /** Devices and policies that an inventory calls protected and that have no session yet, as items without any run. */
    withoutSession(
      items: Iterable<KnownItem>,
      { sources, clients }: Pick<Config, "sources" | "clients">,
    ): KnownItem[] {
      const unused = new Map([...rows].filter(([, row]) => row.protected));
      for (const { history } of unused.size === 0 ? [] : items) {
        const { device, policy } = history.item;
        if (device) unused.delete(device.id);
        if (policy) unused.delete(policy.id);
      }
      return [...unused.values()].flatMap((row): KnownItem[] => {
        const source = sources.find((one) => one.id === row.sourceId);
        if (!source) return [];
        const { device, policy, site, sourceId, lastListedAt, lastReadAt } = row;
        const item: Item = {
          id: `never:${idOf(row)}`,
          sourceId,
          vendor: source.vendor,
          itemKey: "",
          client: clientOf(source, clients, row),
          site,
          device,
          policy,
          workload: null,
          vendorType: null,
          firstSeenAt: lastListedAt,
          firstAt: null,
          expiredAt: null,
        };
        return [
          {
            history: { item, runs: [], lastGood: null, policyRuns: [], policyKey: null },
            wholeSince: Number.NEGATIVE_INFINITY,
            cadence: null,
            rule: null,
            everyMs: null,
            days: null,
            usualDurationMs: 0,
            lastReadAt: msOf(lastReadAt),
            reach: null,
          },
        ];
      });
    },
  };
}

/** Ids of the devices and policies that have an item. */
function usedOf(items: Iterable<KnownItem>): Set<string> {
  const used = new Set<string>();
  for (const { history } of items) {
    const { device, policy } = history.item;
    if (device) used.add(device.id);
    if (policy) used.add(policy.id);
  }
  return used;
}
