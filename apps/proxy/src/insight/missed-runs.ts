import type { Run } from "../store/store.ts";
import { retryWindow } from "./cadence.ts";
import type { ItemFacts, PolicyRun } from "./facts.ts";
import { isFailure } from "./good.ts";

/**
 * The runs of a device's policy that failed, or ended with a word that is not known, before they reached the device: they
 * count as runs of its own. A device is known to a run by the newest earlier one that had any; a retry, which takes up only
 * what failed, misses none that the first try backed up. Newest first.
 */
export function missedRuns(facts: Pick<ItemFacts, "history" | "policyRuns" | "cadence">): Run[] {
  const { history, policyRuns, cadence } = facts;
  const own = history.item.id;
  if (!policyRuns.some((run) => isTrouble(run) && !run.reached.has(own))) return [];
  const window = retryWindow(cadence?.everyMs ?? null);
  const failedOwn = new Set(
    history.runs.flatMap((run) => (isFailure(run.status) ? (run.parentId ?? []) : [])),
  );
  // Of the time before the kept runs nothing is known.
  const oldest = Date.parse(history.runs.at(-1)?.at ?? "");
  const missed: Run[] = [];
  let isKnown = false;
  let first: PolicyRun | null = null;
  let before: PolicyRun | null = null;
  for (const run of policyRuns.toReversed()) {
    const isRetry =
      before !== null && first !== null && run.at - before.at <= window && retries(run, before, first);
    before = run;
    if (isRetry && first?.reached.has(own) && !failedOwn.has(first.sessionId)) continue;
    if (!isRetry) first = run;
    if (isTrouble(run) && isKnown && run.at >= oldest && !run.reached.has(own)) missed.unshift(asRun(run));
    if (run.reached.size > 0) isKnown = run.reached.has(own);
  }
  return missed;
}

const isTrouble = ({ status }: PolicyRun) => isFailure(status) || status === "unknown";

/** Whether a run takes up some of what the first try reached, after a try that failed. */
function retries(run: PolicyRun, before: PolicyRun, first: PolicyRun): boolean {
  const { reached } = run;
  return (
    isFailure(before.status) &&
    reached.size > 0 &&
    reached.size < first.reached.size &&
    [...reached].every((item) => first.reached.has(item))
  );
}

function asRun({ sessionId, at, status, message }: PolicyRun): Run {
  const startedAt = new Date(at).toISOString();
  return {
    id: sessionId,
    kind: "backup",
    status,
    level: null,
    at: startedAt,
    startedAt,
    endedAt: null,
    durationMs: null,
    selectedBytes: null,
    selectedItems: null,
    processedBytes: null,
    transferredBytes: null,
    errorCount: null,
    flags: [],
    message,
    parentId: null,
    statusSeenAt: null,
    statusBefore: null,
  };
}

/** A device's own finished runs and those that missed it, newest first; of one instant, which a clock that is ahead may make, those first that missed it. */
export function withMissed(finished: readonly Run[], missed: readonly Run[]): readonly Run[] {
  if (missed.length === 0) return finished;
  return [...missed, ...finished].sort((a, b) => Date.parse(b.at as string) - Date.parse(a.at as string));
}
