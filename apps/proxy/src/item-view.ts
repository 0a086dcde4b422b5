import type { ProtectedItem, SessionBrief } from "./contract.ts";
import type { Retirement } from "./insight/retirement.ts";
import type { Verdict } from "./insight/state.ts";
import type { Item, ItemHistory, Run } from "./store/store.ts";

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function brief(run: Run | null): SessionBrief | null {
  if (!run) return null;
  const { id, kind, status, at, startedAt, endedAt, durationMs, errorCount, flags, message } = run;
  const { selectedBytes, processedBytes, transferredBytes } = run;
  return {
    id,
    kind,
    status,
    at,
    startedAt,
    endedAt,
    durationMs,
    errorCount,
    flags,
    message,
    selectedBytes,
    processedBytes,
    transferredBytes,
  };
}

/** Whose and what the item is, as every state of it tells. */
function identity({ id, sourceId, vendor, client, site, device, policy, workload, vendorType }: Item) {
  return { id, sourceId, vendor, client, site, device, policy, workload, vendorType };
}

/** An item as the wire tells it. `lastReadAt` in epoch milliseconds, null where it was never read in whole. */
export function viewItem(item: Item, verdict: Verdict, lastReadAt: number | null): ProtectedItem {
  const { running } = verdict;
  return {
    ...identity(item),
    state: verdict.state,
    stateSince: iso(verdict.since),
    reason: verdict.reason,
    lastReadAt: iso(lastReadAt),
    lastSession: brief(verdict.lastSession),
    lastGood: brief(verdict.lastGood),
    failingSince: iso(verdict.failingSince),
    failuresInARow: verdict.failuresInARow,
    expectedEveryMs: verdict.expectedEveryMs,
    dueAt: iso(verdict.dueAt),
    dueIsDefault: verdict.dueIsDefault,
    running: running && { ...running, startedAt: iso(running.startedAt) },
  };
}

/** An item of which nothing is judged any more. */
export function viewRetired(
  { item, runs, lastGood }: ItemHistory,
  { since, reason }: Retirement,
  lastReadAt: number | null,
): ProtectedItem {
  return {
    ...identity(item),
    state: "retired",
    stateSince: iso(since),
    reason,
    lastReadAt: iso(lastReadAt),
    lastSession: brief(runs[0] ?? null),
    lastGood: brief(lastGood),
    failingSince: null,
    failuresInARow: 0,
    expectedEveryMs: null,
    dueAt: null,
    dueIsDefault: false,
    running: null,
  };
}
