import { epochOf, type Flag } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";
import { median, robust } from "./median.ts";
import { bytesInWords, durationInWords } from "./words.ts";

/** What looks wrong against an item's own history, with its figures in words. */
export interface HistoryFlag {
  flag: Flag;
  reason: string;
}

/** How many like successes tell what is usual, and how few tell nothing. */
const LOOK_BACK = 28;
const LEAST = 8;
const LEAST_FOR_NOTHING = 5;
const MAD_TO_SIGMA = 1.4826;

type Figure = "selectedBytes" | "selectedItems" | "transferredBytes" | "durationMs";

const WEEK_MS = 7 * 86_400_000;
/** So far a weekly run may stray from its hour. */
const STRAYS_MS = 6 * 3_600_000;

/** Whether two runs began at about the same time of the week, whichever date a zone calls it. */
function isSameDay(a: Run, b: Run): boolean {
  const apart = Math.abs(epochOf(a.at as string) - epochOf(b.at as string)) % WEEK_MS;
  return Math.min(apart, WEEK_MS - apart) <= STRAYS_MS;
}

/** So far a weekly run may stray from its day: one that begins about midnight stands in either of two. */
const STRAYS_A_DAY_MS = 30 * 3_600_000;

/** Whether at least two of the weeks before had such a run on the same day, or a night's length beside it. */
function isWeekly(run: Run, such: readonly Run[]): boolean {
  const weeks = new Set<number>();
  for (const one of such) {
    const apart = epochOf(run.at as string) - epochOf(one.at as string);
    const week = Math.round(apart / WEEK_MS);
    if (week > 0 && Math.abs(apart - week * WEEK_MS) <= STRAYS_A_DAY_MS) weeks.add(week);
  }
  return weeks.size >= 2;
}

/** A figure of earlier runs; an absent one is unknown and counts as none. */
function figures(runs: readonly Run[], figure: Figure): number[] {
  const known: number[] = [];
  for (const run of runs) if (run[figure] !== null) known.push(run[figure]);
  return known;
}

/**
 * Whether a figure's middle can be far enough away: then at least half of the others are. Nearly every run is done with here,
 * before anything is sorted.
 */
function mayBeFar(earlier: readonly Run[], figure: Figure, isFar: (other: number) => boolean): boolean {
  let [far, near] = [0, 0];
  for (const { [figure]: other } of earlier) {
    if (other === null) continue;
    if (isFar(other)) far += 1;
    else near += 1;
    if (near * 2 > earlier.length) return false;
  }
  return far + near >= LEAST && far >= near;
}

/**
 * What is usual for a run: median and robust spread of the like ones before it. Null where too few are known, where it is not
 * far (`isFar`) from the median, or where earlier runs of the same weekday were like this one (`isLike`): a weekly full among
 * nightly runs is no anomaly.
 */
function usual(
  run: Run,
  earlier: readonly Run[],
  figure: Figure,
  isFar: (other: number) => boolean,
  isLike: (other: number) => boolean,
) {
  if (run[figure] === null || !mayBeFar(earlier, figure, isFar)) return null;
  const known = figures(earlier, figure);
  const sameDay = figures(
    earlier.filter((one) => isSameDay(one, run)),
    figure,
  );
  if (sameDay.length > 0 && sameDay.filter(isLike).length * 2 >= sameDay.length) return null;
  const spread = robust(known);
  // What is far from most of its runs may be near to those of its own day, whatever those are like.
  const ofDay = sameDay.length < 2 ? null : median(sameDay);
  if (!spread || !isFar(spread.median) || (ofDay !== null && !isFar(ofDay))) return null;
  return { middle: spread.median, sigma: MAD_TO_SIGMA * spread.mad, runs: known.length, known };
}

/** Whether the earlier runs reach back over every day of the week: fewer know nothing of how a Monday differs from a Sunday. */
function knowsWeek(run: Run, earlier: readonly Run[]): boolean {
  const oldest = earlier.at(-1);
  return oldest !== undefined && epochOf(run.at as string) - epochOf(oldest.at as string) >= WEEK_MS;
}

/** So many robust sigmas below the middle. By their logarithms: a figure that never goes below zero has no room for six sigmas there. */
function isFarBelow(value: number, known: readonly number[]): boolean {
  if (value <= 0) return true;
  const spread = robust(known.flatMap((other) => (other > 0 ? [Math.log(other)] : [])));
  return spread !== null && Math.log(value) < spread.median - 6 * MAD_TO_SIGMA * spread.mad;
}

function nothingTransferred(run: Run, earlier: readonly Run[]): HistoryFlag | null {
  if (run.transferredBytes !== 0) return null;
  const known = figures(earlier, "transferredBytes");
  if (known.length < LEAST_FOR_NOTHING || known.filter((bytes) => bytes > 0).length < known.length * 0.8)
    return null;
  const middle = robust(known)?.median ?? 0;
  return {
    flag: "nothing-transferred",
    reason: `0 B transferred; usually ${bytesInWords(middle)} over ${known.length} runs`,
  };
}

function selectionShrank(run: Run, earlier: readonly Run[]): HistoryFlag | null {
  for (const figure of ["selectedBytes", "selectedItems"] as const) {
    const value = run[figure];
    if (value === null) continue;
    const isFar = (other: number) => value < other * 0.5;
    const known = usual(run, earlier, figure, isFar, (other) => other <= value * 1.5);
    if (!known || !isFarBelow(value, known.known)) continue;
    const words = (n: number) => (figure === "selectedBytes" ? bytesInWords(n) : `${Math.round(n)} items`);
    return {
      flag: "selection-shrank",
      reason: `selection shrank to ${words(value)}; usually ${words(known.middle)} over ${known.runs} runs`,
    };
  }
  return null;
}

function transferSpike(run: Run, earlier: readonly Run[]): HistoryFlag | null {
  const value = run.transferredBytes;
  if (value === null || !mayBeFar(earlier, "transferredBytes", (other) => value > other * 6)) return null;
  const times = knowsWeek(run, earlier) ? 6 : 12;
  const isFar = (other: number) => value > other * times;
  const isLike = (other: number) => other >= value / 1.5;
  const known = usual(run, earlier, "transferredBytes", isFar, isLike);
  if (!known || known.middle === 0 || value <= known.middle + 8 * known.sigma) return null;
  const such = earlier.filter(({ transferredBytes: other }) => other !== null && isLike(other));
  if (isWeekly(run, such)) return null;
  return {
    flag: "transfer-spike",
    reason: `${bytesInWords(value)} transferred; usually ${bytesInWords(known.middle)} over ${known.runs} runs`,
  };
}

/** Nothing that lasts minutes more or less is odd. */
const LEAST_APART_MS = 10 * 60_000;

function oddDuration(run: Run, earlier: readonly Run[]): HistoryFlag | null {
  const value = run.durationMs;
  if (value === null) return null;
  const words = (middle: number, runs: number) =>
    `took ${durationInWords(value)}; usually ${durationInWords(middle)} over ${runs} runs`;
  const [isLong, isShort] = [(other: number) => value > other * 3, (other: number) => value < other * 0.1];
  const slow = usual(run, earlier, "durationMs", isLong, (other) => other >= value / 1.5);
  if (slow && value > slow.middle + 8 * slow.sigma && value - slow.middle > LEAST_APART_MS)
    return { flag: "too-slow", reason: words(slow.middle, slow.runs) };
  const fast = usual(run, earlier, "durationMs", isShort, (other) => other <= value * 1.5);
  if (fast && isFarBelow(value, fast.known) && fast.middle - value > LEAST_APART_MS)
    return { flag: "too-fast", reason: words(fast.middle, fast.runs) };
  return null;
}

/** Only a success is judged, and judged by. */
const canTell = (run: Run) => run.status === "success" && run.at !== null;

/**
 * What a finished run shows against the item's earlier ones (newest first): only a success is judged, like is compared
 * with like, and an absent figure raises nothing.
 */
export function historyFlags(run: Run, before: readonly Run[]): HistoryFlag[] {
  const isLike = (one: Run) => canTell(one) && one.level === run.level;
  return canTell(run) ? flagsAgainst(run, before.filter(isLike).slice(0, LOOK_BACK)) : [];
}

const RULES = [nothingTransferred, selectionShrank, transferSpike, oddDuration];

/** `earlier`: the like ones. */
function flagsAgainst(run: Run, earlier: readonly Run[]): HistoryFlag[] {
  const found: HistoryFlag[] = [];
  for (const rule of RULES) {
    const flag = rule(run, earlier);
    if (flag) found.push(flag);
  }
  return found;
}

/** The flags that history gives, in the order of the wire; what normalize alone can prove is left as it is. */
export const HISTORY_FLAGS: readonly Flag[] = [
  "nothing-transferred",
  "selection-shrank",
  "transfer-spike",
  "too-fast",
  "too-slow",
];

/**
 * A history's runs whose flags are not what their own past shows, with the flags they should have. Newest first in. Of a
 * history that is cut (`isWhole` false) the oldest runs keep theirs: what they were judged by is no longer there. Of one
 * whose oldest sessions went by the retention (`hasExpired`) they may only gain some: new ones are judged by what is left.
 */
export function changedFlags(
  runs: readonly Run[],
  isWhole: boolean,
  hasExpired: boolean,
): { id: string; flags: Flag[] }[] {
  const likeOf = Map.groupBy(runs.filter(canTell), ({ level }) => level);
  const shownBy = (run: Run) => {
    const like = canTell(run) ? (likeOf.get(run.level) ?? []) : [];
    const next = like.indexOf(run) + 1;
    return next === 0 ? [] : flagsAgainst(run, like.slice(next, next + LOOK_BACK));
  };
  const judged = isWhole ? runs : runs.slice(0, -LOOK_BACK);
  return judged.flatMap((run, i) => {
    if (run.status === "running") return [];
    const shown = shownBy(run);
    if (shown.length === 0 && run.flags.length === 0) return [];
    const stays = hasExpired && i >= runs.length - LOOK_BACK;
    const own = run.flags.filter((flag) => stays || !HISTORY_FLAGS.includes(flag));
    const flags = [...new Set([...own, ...shown.map(({ flag }) => flag)])];
    const same = flags.length === run.flags.length && flags.every((flag) => run.flags.includes(flag));
    return same ? [] : [{ id: run.id, flags }];
  });
}
