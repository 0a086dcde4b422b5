import type { Status } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";
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

/** The policy's runs that a device's own runs belong to, and how each of these went: as many ids as statuses. */
export interface Reach {
  parentIds: readonly string[];
  statuses: readonly Status[];
}

/** What a run of a policy tells by itself. */
export type PolicyRunAlone = Omit<PolicyRun, "reached" | "worst">;

/** A device's own runs, as far as they belong to runs of a policy. */
export function reachOf(runs: readonly Run[]): Reach {
  const parentIds: string[] = [];
  const statuses: Status[] = [];
  for (const { parentId, status } of runs) {
    if (parentId === null) continue;
    parentIds.push(parentId);
    statuses.push(status);
  }
  return { parentIds, statuses };
}

/** A policy's run without its devices; null where it tells no time. */
export function aloneOf({ id, at, statusSeenAt, status, message }: Run): PolicyRunAlone | null {
  if (at === null) return null;
  return { sessionId: id, at: Date.parse(at), seenAt: Date.parse(statusSeenAt ?? at), status, message };
}

/** The runs of one policy with the devices they reached, in the order given. Runs that reached the same devices share one set. */
export function policyRunsOf(
  runs: readonly PolicyRunAlone[],
  devices: Iterable<{ itemId: string; reach: Reach }>,
): PolicyRun[] {
  const told = new Map(runs.map(({ sessionId }) => [sessionId, [] as { itemId: string; status: Status }[]]));
  for (const { itemId, reach } of devices)
    for (const [i, parentId] of reach.parentIds.entries())
      told.get(parentId)?.push({ itemId, status: reach.statuses[i] as Status });
  let last: ReadonlySet<string> = new Set();
  return runs.map(({ sessionId, at, seenAt, status, message }) => {
    // What still runs under a run that is over was dropped from it: the run did not get to its end there.
    const reached = (told.get(sessionId) ?? []).filter(
      (one) => one.status !== "running" || status === "running",
    );
    const items = new Set(reached.map(({ itemId }) => itemId));
    if (items.size !== last.size || [...items].some((id) => !last.has(id))) last = items;
    const worst = WORST_FIRST.find((word) => reached.some((one) => one.status === word)) ?? null;
    return { sessionId, at, seenAt, status, message, reached: last, worst };
  });
}
