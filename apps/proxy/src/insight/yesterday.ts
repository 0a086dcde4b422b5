import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";

/**
 * The same facts as they stood at an earlier instant, so that the same reading tells what has changed since: runs that
 * had not begun are gone, runs that had not ended are running again.
 */
export function factsAt(facts: ItemFacts, then: number): ItemFacts {
  const runs = facts.history.runs.flatMap((run) => {
    if (run.at === null || Date.parse(run.at) > then) return [];
    if (run.endedAt !== null && Date.parse(run.endedAt) > then)
      return [
        { ...run, status: "running" as const, endedAt: null, durationMs: null, flags: [], message: null },
      ];
    return [run];
  });
  const kept = facts.history.lastGood;
  return {
    ...facts,
    history: {
      ...facts.history,
      runs,
      lastGood: runs.find(isGood) ?? (kept?.at && Date.parse(kept.at) <= then ? kept : null),
    },
    lastReadAt: facts.lastReadAt === null ? null : Math.min(facts.lastReadAt, then),
    missingSince: facts.missingSince !== null && facts.missingSince > then ? null : facts.missingSince,
    policyRuns: facts.policyRuns.filter((run) => run.at <= then),
  };
}
