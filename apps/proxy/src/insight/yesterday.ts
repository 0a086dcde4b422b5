import type { Run } from "../store/store.ts";
import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";
import { after, nextOf } from "./proven-state.ts";
import { readRetirement } from "./retirement.ts";
import { blindAfter, readState, type Verdict } from "./state.ts";

/**
 * The same facts as they stood at an earlier instant, so that the same reading tells what has changed since: runs that
 * had not begun are gone, runs that had not ended are running again.
 */
export function factsAt(facts: ItemFacts, then: number): ItemFacts {
  // ISO times in UTC sort as they stand.
  const thenText = new Date(then).toISOString();
  const runs: Run[] = [];
  for (const run of facts.history.runs) {
    if (run.at === null || run.at > thenText) continue;
    const isOpen = run.endedAt !== null && run.endedAt > thenText;
    runs.push(
      isOpen ? { ...run, status: "running", endedAt: null, durationMs: null, flags: [], message: null } : run,
    );
  }
  const kept = facts.history.lastGood;
  const { off } = facts;
  const wasOff = off !== null && off.from <= then && (off.to ?? then) >= then;
  const wasOn = off !== null && off.from > then;
  return {
    ...facts,
    expected: (facts.expected && !wasOff) || (facts.disabled && wasOn),
    disabled: (facts.disabled || wasOff) && !wasOn,
    switchedOff: facts.switchedOff && !wasOn,
    off: off === null || off.from > then ? null : { from: off.from, to: wasOff ? null : off.to },
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

/**
 * The state at an earlier instant and from which instant on that reading may be another; null where the item was retired
 * then.
 */
export function readEarlier(
  facts: ItemFacts,
  then: number,
): { state: Verdict["state"] | null; until: number } {
  const before = factsAt(facts, then);
  const { history, policyRuns, missingSince, removedSince, goneSince } = facts;
  const instants: (number | null)[] = [missingSince, removedSince, goneSince, ...after(blindAfter(facts))];
  instants.push(facts.off?.from ?? null, ...after([facts.off?.to ?? null]));
  const thenText = new Date(then).toISOString();
  for (const { at, endedAt } of history.runs)
    for (const time of [at, endedAt]) if (time !== null && time > thenText) instants.push(Date.parse(time));
  for (const { at } of policyRuns) {
    if (at <= then) break;
    instants.push(at);
  }
  if (readRetirement(before, then)) return { state: null, until: nextOf(instants, then) };
  const { state, turnsAt } = readState(before, then);
  return { state, until: nextOf([...instants, ...after([turnsAt])], then) };
}
