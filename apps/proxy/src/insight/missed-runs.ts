import type { Run } from "../store/store.ts";
import type { ItemFacts, PolicyRun } from "./facts.ts";
import { isFailure } from "./good.ts";

/**
 * The runs of a device's policy that failed, or ended with a word that is not known, before they reached the device: they
 * count as runs of its own. A device is known to a run by the newest earlier one that had any. Newest first.
 */
export function missedRuns({ history, policyRuns }: Pick<ItemFacts, "history" | "policyRuns">): Run[] {
  const own = history.item.id;
  // Of the time before the kept runs nothing is known.
  const oldest = Date.parse(history.runs.at(-1)?.at ?? "");
  const missed: Run[] = [];
  let isKnown = false;
  for (const run of policyRuns.toReversed()) {
    const isTrouble = isFailure(run.status) || run.status === "unknown";
    if (isTrouble && isKnown && run.at > oldest && !run.reached.has(own)) missed.unshift(asRun(run));
    if (run.reached.size > 0) isKnown = run.reached.has(own);
  }
  return missed;
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
    firstSeenAt: null,
    parentId: null,
  };
}

/** A device's own finished runs and those that missed it, newest first. */
export function withMissed(finished: readonly Run[], missed: readonly Run[]): readonly Run[] {
  if (missed.length === 0) return finished;
  return [...finished, ...missed].sort((a, b) => Date.parse(b.at as string) - Date.parse(a.at as string));
}
