import { STATES } from "../contract.ts";
import type { Run } from "../store/store.ts";
import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";
import { blindAfter, readState, type Verdict } from "./state.ts";

const rank = ({ state }: Verdict) => STATES.indexOf(state);

/**
 * Whether a complete read that ended at `wholeAt` has told of this run as it stands: its status was seen by then, and it had ended.
 * Its end alone proves nothing, for a vendor may list a run long after that. An end that is still to come is of a clock
 * that is ahead, and says nothing either.
 */
function isProven(run: Run, wholeAt: string, now: string): boolean {
  if (run.status === "running") return true;
  // ISO times in UTC sort as they stand.
  const seen = run.statusSeenAt ?? (run.at as string);
  const ended = run.endedAt ?? seen;
  return seen <= wholeAt && (ended <= wholeAt || ended > now);
}

/** A run as it stood at worst before its word changed; undefined where it had none before. */
function earlierOf(run: Run): Run | undefined {
  const { statusBefore: status } = run;
  if (status === "running") return { ...run, status, endedAt: null, durationMs: null };
  return status === null ? undefined : { ...run, status };
}

/** The same facts without the runs that only an incomplete read has told of; null where there are none, or nothing was ever read in whole. */
export function provenOf(facts: ItemFacts, now: number): ItemFacts | null {
  const { history, lastReadAt, source } = facts;
  if (lastReadAt === null) return null;
  const nowText = new Date(now).toISOString();
  const wholeAt = Math.max(lastReadAt, source.lastGoodPollAt ?? lastReadAt);
  const wholeText = new Date(wholeAt).toISOString();
  const isSure = (run: Run) => isProven(run, wholeText, nowText);
  // A policy's run, too, may turn a device's last word: a newer one that went well, or that nobody can read.
  const isSeen = ({ seenAt }: { seenAt: number }) => seenAt <= wholeAt;
  if (history.runs.every(isSure) && facts.policyRuns.every(isSeen)) return null;
  const runs = history.runs.flatMap((run) => (isSure(run) ? run : (earlierOf(run) ?? [])));
  const policyRuns = facts.policyRuns.filter(isSeen);
  const kept = history.lastGood;
  const lastGood = runs.find(isGood) ?? (kept && isSure(kept) ? kept : null);
  // The first run of all may be one of those that nothing proves.
  const isFirst = ({ at }: Run) => at === history.item.firstAt;
  const isUnproven = history.runs.some(isFirst) && !runs.some(isFirst);
  const item = isUnproven ? { ...history.item, firstAt: runs.at(-1)?.at ?? null } : history.item;
  return { ...facts, policyRuns, history: { ...history, item, runs, lastGood } };
}

/** A verdict, and the instant (epoch milliseconds) from which on the clock alone may make it another but for the ages it tells. */
export interface Standing {
  verdict: Verdict;
  until: number;
}

/** The state of an item as complete reads prove it. */
export function readProvenState(facts: ItemFacts, now: number): Verdict {
  return readStanding(facts, now).verdict;
}

/**
 * The state of an item as complete reads prove it, and how long it holds: a run that only an incomplete read has told of may
 * make it worse at once, and makes it better only when a complete read has told of it, too.
 */
export function readStanding(facts: ItemFacts, now: number): Standing {
  const told = readState(facts, now);
  const nowText = new Date(now).toISOString();
  const until = (...turns: (number | null)[]) => {
    const ends = facts.history.runs.flatMap(({ endedAt }) =>
      endedAt !== null && endedAt > nowText ? Date.parse(endedAt) : [],
    );
    return nextOf([...after(blindAfter(facts)), ...after(turns), ...ends], now);
  };
  const sure = provenOf(facts, now);
  if (sure === null) return { verdict: told, until: until(told.turnsAt) };
  const proven = readState(sure, now);
  const holds = until(told.turnsAt, proven.turnsAt);
  if (rank(proven) >= rank(told)) return { verdict: told, until: holds };
  const { lastSession, running } = told;
  const reason = `${proven.reason} · a newer run is not yet confirmed by a complete read`;
  return { verdict: { ...proven, lastSession, running, reason }, until: holds };
}

/** What holds at an instant still turns a millisecond later. */
export function after(instants: readonly (number | null)[]): (number | null)[] {
  return instants.map((at) => (at === null ? null : at + 1));
}

/** The first of some instants that is still to come; never, where none is. */
export function nextOf(instants: readonly (number | null)[], now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const at of instants) if (at !== null && at > now && at < next) next = at;
  return next;
}
