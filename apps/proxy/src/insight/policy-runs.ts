import type { Status } from "@lastgood/normalize";
import type { ItemHistory } from "../store/store.ts";
import type { PolicyRun } from "./facts.ts";

const WORST_FIRST: Status[] = [
  "failed",
  "interrupted",
  "canceled",
  "not-started",
  "unknown",
  "warning",
  "success",
  "running",
];

const groupKey = ({ item }: ItemHistory) =>
  item.device && item.policy ? JSON.stringify([item.sourceId, item.policy.id, item.vendorType]) : null;

/** The runs of each policy with the devices they reached, by item id; items that are no device of a policy have none. */
export function policyRunsByItem(histories: readonly ItemHistory[]): Map<string, PolicyRun[]> {
  const groups = new Map<string, ItemHistory[]>();
  for (const history of histories) {
    const key = groupKey(history);
    if (key === null || history.policyRuns.length === 0) continue;
    const group = groups.get(key);
    if (group) group.push(history);
    else groups.set(key, [history]);
  }
  const result = new Map<string, PolicyRun[]>();
  for (const group of groups.values()) {
    const reached = new Map<string, { items: Set<string>; statuses: Set<Status> }>();
    for (const history of group) {
      for (const run of history.runs) {
        if (run.parentId === null) continue;
        const entry = reached.get(run.parentId) ?? { items: new Set(), statuses: new Set() };
        entry.items.add(history.item.id);
        entry.statuses.add(run.status);
        reached.set(run.parentId, entry);
      }
    }
    const runs = (group[0] as ItemHistory).policyRuns.flatMap((run): PolicyRun[] => {
      if (run.at === null) return [];
      const entry = reached.get(run.id);
      return [
        {
          sessionId: run.id,
          at: Date.parse(run.at),
          status: run.status,
          message: run.message,
          reached: entry?.items ?? new Set(),
          worst: WORST_FIRST.find((status) => entry?.statuses.has(status)) ?? null,
        },
      ];
    });
    for (const history of group) result.set(history.item.id, runs);
  }
  return result;
}
