import type { Flag } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";
import type { PolicyRun } from "./facts.ts";
import { isFailure, isGood } from "./good.ts";
import { HISTORY_FLAGS } from "./history-flags.ts";
import type { PolicyRunAlone } from "./policy-runs.ts";

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
 * keeps all, as nothing is proven yet. `policyRuns` are those of its policy: a failed one may stand between two own runs.
 */
export function keptRuns(
  runs: readonly Run[],
  lastReadAt: number | null,
  policyRuns: readonly PolicyRunAlone[],
): readonly Run[] {
  if (lastReadAt === null) return runs;
  const before = lastReadAt - KEPT_WHOLE_MS;
  const isSettled = (run: Run) =>
    Date.parse(run.endedAt ?? (run.at as string)) < before &&
    Date.parse(run.at as string) < before &&
    Date.parse(run.statusSeenAt ?? (run.at as string)) <= lastReadAt;
  const kindOf = (run: Run) => {
    if (run.at === null || !isGood(run) || !isSettled(run)) return null;
    return run.status === "success" && run.flags.length === 0 ? "calm" : "uneasy";
  };
  // What a flag says of the newest run, it says by many earlier ones.
  const newestSettled = runs.findIndex((run) => kindOf(run) !== null);
  const mayBeNewest = newestSettled === -1 ? runs : runs.slice(0, newestSettled + 1);
  if (mayBeNewest.some(({ flags }) => flags.some(isOfHistory))) return runs;

  const troubles = policyRuns.filter(isTrouble).map(({ at }) => at);
  const isApart = (i: number) => {
    const [newer, older] = [runs[i]?.at, runs[i + 1]?.at];
    if (newer == null || older == null || troubles.length === 0) return false;
    return troubles.some((at) => at > Date.parse(older) && at <= Date.parse(newer));
  };
  return withoutMiddles(runs, kindOf, isApart);
}

const isOfHistory = (flag: Flag) => HISTORY_FLAGS.includes(flag);

const isTrouble = ({ status }: PolicyRunAlone) => isFailure(status) || status === "unknown";

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
