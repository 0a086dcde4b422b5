import { STATES } from "../contract.ts";
import type { Run } from "../store/store.ts";
import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";
import { readState, type Verdict } from "./state.ts";

const rank = ({ state }: Verdict) => STATES.indexOf(state);

/**
 * Whether a complete read that ended at `wholeAt` has told of this run as it stands: its status was seen by then, and it had ended.
 * Its end alone proves nothing, for a vendor may list a run long after that. An end that is still to come is of a clock
 * that is ahead, and says nothing either.
 */
function isProven(run: Run, wholeAt: number, now: number): boolean {
  if (run.status === "running") return true;
  const seen = Date.parse(run.statusSeenAt ?? (run.at as string));
  const ended = run.endedAt === null ? seen : Date.parse(run.endedAt);
  return seen <= wholeAt && (ended <= wholeAt || ended > now);
}

/**
 * The state of an item as complete reads prove it: a run that only an incomplete read has told of may make it worse at
 * once, and makes it better only when a complete read has told of it, too.
 */
export function readProvenState(facts: ItemFacts, now: number): Verdict {
  const told = readState(facts, now);
  const { history, lastReadAt, source } = facts;
  if (lastReadAt === null) return told;
  const wholeAt = Math.max(lastReadAt, source.lastGoodPollAt ?? lastReadAt);
  const runs = history.runs.filter((run) => isProven(run, wholeAt, now));
  // A policy's run, too, may turn a device's last word: a newer one that went well, or that nobody can read.
  const policyRuns = facts.policyRuns.filter(({ seenAt }) => seenAt <= wholeAt);
  if (runs.length === history.runs.length && policyRuns.length === facts.policyRuns.length) return told;

  const kept = history.lastGood;
  const lastGood = runs.find(isGood) ?? (kept && isProven(kept, wholeAt, now) ? kept : null);
  const proven = readState({ ...facts, policyRuns, history: { ...history, runs, lastGood } }, now);
  if (rank(proven) >= rank(told)) return told;
  const { lastSession, running } = told;
  const reason = `${proven.reason} · a newer run is not yet confirmed by a complete read`;
  return { ...proven, lastSession, running, reason };
}
