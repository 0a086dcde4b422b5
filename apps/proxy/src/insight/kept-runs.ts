import type { Flag } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";
import type { PolicyRun } from "./facts.ts";
import { isFailure, isGood } from "./good.ts";
import { HISTORY_FLAGS } from "./history-flags.ts";
import type { PolicyRunAlone, Reach } from "./policy-runs.ts";

/** Readings are asked for the present and for a day earlier; an hour more for a clock that is put back. */
export const KEPT_WHOLE_MS = 25 * 3_600_000;

/**
 * Of a stretch of like entries only its two ends. `kindOf` null: like no other. `isApart(i)`: something stands between
 * the entry `i` and the next one, so that one stretch ends and another begins there.
 */
function withoutMiddles<T>(
  entries: readonly T[],
  kindOf: (entry: T) => string | null,
  isApart: (i: number) => boolean,
): T[] {
  const kinds = entries.map(kindOf);
  const isLike = (i: number) =>
    kinds[i] !== undefined && kinds[i] !== null && kinds[i] === kinds[i + 1] && !isApart(i);
  return entries.filter((_, i) => !(i > 0 && isLike(i - 1) && isLike(i)));
}

/**
 * The runs (newest first) that any reading rests on from now on: all since 25 h before the last complete read, all that it
 * does not prove, all that did not end well, and of each row that did the two ends. `lastReadAt` in epoch milliseconds; null
 * keeps all, as nothing is proven yet. `missed`: when runs of its policy that did not reach it began, for they may stand
 * between two of its own; null where it is no device of a policy.
 */
export function keptRuns(
  runs: readonly Run[],
  lastReadAt: number | null,
  missed: readonly number[] | null,
): readonly Run[] {
  if (lastReadAt === null) return runs;
  const before = lastReadAt - KEPT_WHOLE_MS;
  const [beforeText, readText] = [new Date(before).toISOString(), new Date(lastReadAt).toISOString()];
  const isSettled = (run: Run) =>
    (run.endedAt ?? (run.at as string)) < beforeText &&
    (run.at as string) < beforeText &&
    (run.statusSeenAt ?? (run.at as string)) <= readText;
  const kindOf = (run: Run) => {
    if (run.at === null || !isGood(run) || !isSettled(run)) return null;
    return run.status === "success" && run.flags.length === 0 ? "calm" : "uneasy";
  };
  // What a flag says of the newest run, it says by many earlier ones.
  const newestSettled = runs.findIndex((run) => kindOf(run) !== null);
  const mayBeNewest = newestSettled === -1 ? runs : runs.slice(0, newestSettled + 1);
  if (mayBeNewest.some(({ flags }) => flags.some(isOfHistory))) return runs;

  const isApart = (i: number) => {
    const [newer, older] = [runs[i]?.at, runs[i + 1]?.at];
    if (newer == null || older == null || !missed?.length) return false;
    return missed.some((at) => at > Date.parse(older) && at <= Date.parse(newer));
  };
  const kept = withoutMiddles(runs, kindOf, isApart);
  const isDoubtful = (run: Run) => (run.statusSeenAt ?? (run.at as string)) > readText;
  return missed === null ? untilTold(kept, kindOf, isDoubtful) : kept;
}

/** As long after a failure no run is its retry. */
export const LONGEST_RETRY_MS = 6 * 3_600_000;

/**
 * A row reaches back to the first run that is otherwise: where it is settled that one went well and another did not, no row
 * reaches back further. One that still runs is looked for in all of them, and one that no complete read has told of.
 */
function untilTold(
  runs: readonly Run[],
  kindOf: (run: Run) => string | null,
  isDoubtful: (run: Run) => boolean,
): Run[] {
  let isCalm = false;
  let isOther = false;
  return runs.filter((run, i) => {
    if (isCalm && isOther) return run.status === "running" || isDoubtful(run);
    const newer = runs[i - 1];
    const kind = kindOf(run);
    if (kind === "calm") isCalm = true;
    else if (kind === "uneasy") isOther = true;
    else if (isFailure(run.status) && i > 0 && kindOf(newer as Run) !== null)
      isOther ||= Date.parse(newer?.at as string) - Date.parse(run.at as string) > LONGEST_RETRY_MS;
    return true;
  });
}

const isOfHistory = (flag: Flag) => HISTORY_FLAGS.includes(flag);

/** When those runs of a policy began that may have missed a device: they went wrong, and none of its own belongs to them. */
export function missedAt(policyRuns: readonly PolicyRunAlone[], reach: Reach | null): number[] | null {
  if (reach === null) return null;
  const reached = new Set(reach.parentIds.filter((_, i) => reach.statuses[i] !== "running"));
  return policyRuns.flatMap(({ sessionId, status, at }) =>
    (isFailure(status) || status === "unknown") && !reached.has(sessionId) ? at : [],
  );
}

/**
 * The runs of a policy (newest first) that readings of its devices rest on: as of a device's own, and those that `parentIds`
 * name. `lastReadAt`: the least of its devices'; null where one was never read in whole.
 */
export function keptPolicyRuns(
  runs: readonly PolicyRun[],
  lastReadAt: number | null,
  parentIds: ReadonlySet<string>,
): PolicyRun[] {
  const kindOf = (run: PolicyRun) => {
    const isCalm = run.status === "success" || run.status === "warning";
    const isSettled = lastReadAt !== null && run.at < lastReadAt - KEPT_WHOLE_MS && run.seenAt <= lastReadAt;
    return isCalm && isSettled && run.reached.size > 0 ? "calm" : null;
  };
  const ends = new Set(withoutMiddles(runs, kindOf, () => false));
  return runs.filter((run) => ends.has(run) || parentIds.has(run.sessionId));
}
