import { epochOf, zonedToUtc } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";
import { wallClock } from "./backup-day.ts";
import { isDated, isFailure } from "./good.ts";
import { median } from "./median.ts";
import { monthlyPattern } from "./monthly-pattern.ts";
import { WEEKDAYS } from "./words.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** With fewer starts than this nothing is called a schedule. */
const LEAST_STARTS = 4;
const DEFAULT_WAIT = 36 * HOUR;

/** When an item usually runs; learnt from its own starts, no vendor tells it. */
export interface Cadence {
  /** Usual gap between two starts that are neighbours in the pattern. */
  everyMs: number;
  /** "daily about 01:45, 28 of the last 30" */
  reason: string;
  /** The first expected start after a given one. */
  next(after: number): number;
  usualDurationMs: number;
}

/** When an item must have its next good backup. */
export interface Due {
  dueAt: number;
  expectedAt: number;
  /** True where no schedule is known and the default wait holds. */
  isDefault: boolean;
}

/** The usual gap between two runs that did not fail: a failure's retry says nothing of the schedule. Null of too few. */
function usualGap(starts: readonly { at: number; failed: boolean }[]): number | null {
  const good = starts.filter((start) => !start.failed);
  const from = good.length >= LEAST_STARTS ? good : starts;
  return median(from.slice(1).map(({ at }, i) => at - (from[i] as { at: number }).at));
}

/** Starts of an item's runs, oldest first, a retried run once, by its first try. */
function distinctStarts(runs: readonly Run[]): number[] {
  const starts = runs
    .flatMap((run) => {
      const at = run.startedAt ?? run.at;
      return at === null || !isDated(run) ? [] : [{ at: epochOf(at), failed: isFailure(run.status) }];
    })
    .sort((a, b) => a.at - b.at);
  const window = retryWindow(usualGap(starts));
  return starts
    .filter((start, i) => {
      const before = starts[i - 1];
      return !before || !(before.failed && start.at - before.at <= window);
    })
    .map(({ at }) => at);
}

/** How soon after a failure a start is its retry: a quarter of the usual gap, at most 6 h; 2 h where no gap is known. */
export function retryWindow(everyMs: number | null): number {
  return Math.min(6 * HOUR, (everyMs ?? 8 * HOUR) / 4);
}

function minuteOf(at: number, timeZone: string): number {
  const { hour, minute } = wallClock(at, timeZone);
  return hour * 60 + minute;
}

/** On a clock that wraps: 23:50 and 00:10 are twenty minutes apart. */
function minutesApart(a: number, b: number): number {
  const gap = Math.abs(a - b);
  return Math.min(gap, 1440 - gap);
}

/** The middle of minutes of the day, on a clock that wraps. */
function usualMinute(minutes: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of minutes) {
    let sum = 0;
    for (const other of minutes) sum += minutesApart(candidate, other);
    if (sum < least) {
      least = sum;
      best = candidate;
    }
  }
  return best;
}

/** Apart from `findPattern`, whose `next` is kept for as long as the item is, and with it all that its closures speak of. */
function gapsOf(starts: readonly number[]): number[] {
  return starts.slice(1).map((at, i) => at - (starts[i] as number));
}

/** So many gaps may have been longer than the pattern allows, by how many there are: runs were missed. Of days; of longer ones one always. */
const LATE_OF_GAPS: [late: number, gaps: number][] = [
  [2, 17],
  [1, 10],
];
/** Of many, this part. What is late more often comes and goes as it likes, and has no schedule to be late by. */
const LATE_AT_MOST = 0.08;

/** Whose hour is nobody's plan must show for longer that its days are a plan. */
const GAPS_OF_LOOSE = 20;
const LOOSE_MINUTES = 60;

/** How far four starts in five are from their hour of the day, in minutes. */
function looseness(starts: readonly number[], cadence: Cadence, timeZone: string): number {
  if (cadence.everyMs < DAY / 2) return 0;
  const minutes = starts.map((at) => minuteOf(at, timeZone));
  const usual = usualMinute(minutes);
  const apart = minutes.map((minute) => minutesApart(minute, usual)).sort((a, b) => a - b);
  return apart[Math.floor(apart.length * 0.8)] ?? 0;
}

function isKept(cadence: Cadence, starts: readonly number[], timeZone: string): boolean {
  const { everyMs, usualDurationMs } = cadence;
  // No pattern's next start is nearer than that: nearly every gap is done with before the calendar is asked.
  const allowed = Math.min(everyMs, DAY / 2) + usualDurationMs + tolerance(everyMs);
  const late = starts.slice(1).filter((at, i) => {
    const before = starts[i] as number;
    return at - before > allowed && at > dueAfter(cadence, before, before).dueAt;
  });
  const gaps = starts.length - 1;
  if (gaps < GAPS_OF_LOOSE && looseness(starts, cadence, timeZone) > LOOSE_MINUTES) return false;
  const [few = 0] = LATE_OF_GAPS.find(([, least]) => gaps >= least) ?? [];
  const least = cadence.everyMs < 2 * DAY ? few : Math.max(1, few);
  return late.length <= Math.max(least, Math.floor(gaps * LATE_AT_MOST));
}

/** Learns the cadence from an item's runs (any order); null where there is too little to go by, or no pattern that it keeps. */
export function learnCadence(runs: readonly Run[], timeZone: string): Cadence | null {
  const starts = distinctStarts(runs);
  if (starts.length < LEAST_STARTS) return null;
  const pattern = findPattern(starts, runs, timeZone);
  return pattern && isKept(pattern, starts, timeZone) ? pattern : null;
}

function findPattern(starts: readonly number[], runs: readonly Run[], timeZone: string): Cadence | null {
  const gaps = gapsOf(starts);
  const everyMs = median(gaps) as number;
  const usualDurationMs = usualDuration(runs);
  const fits = gaps.filter((gap) => Math.abs(gap - everyMs) <= everyMs / 3).length;

  if (everyMs < DAY / 2) {
    if (fits < gaps.length * 0.6) return null;
    const hours = Math.max(1, Math.round(everyMs / HOUR));
    return {
      everyMs,
      usualDurationMs,
      reason: `${hours === 1 ? "every hour" : `every ${hours} hours`}, ${fits} of the last ${gaps.length}`,
      next: (after) => after + everyMs,
    };
  }

  const clocks = starts.map((at) => wallClock(at, timeZone));
  const minute = usualMinute(starts.slice(-14).map((at) => minuteOf(at, timeZone)));
  const about = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const span = (starts.at(-1) as number) - (starts[0] as number);
  const weeks = Math.max(1, Math.round(span / (7 * DAY)));

  if (everyMs > 10 * DAY) {
    const monthly = monthlyPattern(starts, minute, timeZone);
    if (monthly) {
      const { next, words, held } = monthly;
      const reason = `${words} about ${about}, ${held} of the last ${starts.length}`;
      return { everyMs, usualDurationMs, next, reason };
    }
    if (fits < gaps.length * 0.6) return null;
    return {
      everyMs,
      usualDurationMs,
      reason: `every ${Math.round(everyMs / DAY)} days about ${about}, ${fits} of the last ${gaps.length}`,
      next: (after) => after + everyMs,
    };
  }

  // A day of the week counts as expected where it had a run in at least half of the weeks seen; one that has not come by is not.
  const onWeekday = Array.from({ length: 7 }, () => 0);
  for (const clock of clocks) onWeekday[clock.weekday] = (onWeekday[clock.weekday] as number) + 1;
  const expected = onWeekday.map((runsOnDay) => runsOnDay >= Math.max(1, weeks / 2));
  const daysExpected = expected.filter(Boolean).length;
  if (daysExpected === 0) return null;
  const every = expected.every(Boolean);

  const next = (after: number): number => {
    const from = wallClock(after, timeZone);
    for (let offset = 0; offset <= 8; offset += 1) {
      const day = new Date(Date.UTC(from.year, from.month - 1, from.day + offset));
      if (!expected[day.getUTCDay()]) continue;
      const at = zonedToUtc(
        {
          year: day.getUTCFullYear(),
          month: day.getUTCMonth() + 1,
          day: day.getUTCDate(),
          hour: Math.floor(minute / 60),
          minute: minute % 60,
          second: 0,
        },
        timeZone,
      );
      // The next one is at least half a day on: a start a little before its usual time is that day's own run.
      if (at - after >= DAY / 2) return at;
    }
    return after + everyMs;
  };
  const names = WEEKDAYS.filter((_, i) => expected[i]);
  const when = every
    ? "daily"
    : daysExpected === 5 && !expected[0] && !expected[6]
      ? "on weekdays"
      : `on ${names.map((name) => `${name}s`).join(", ")}`;
  const inPattern = clocks.filter((clock) => expected[clock.weekday]).length;
  return {
    everyMs,
    usualDurationMs,
    next,
    reason: `${when} about ${about}, ${inPattern} of the last ${starts.length}`,
  };
}

/** Half an interval, at least 2 h, at most 12 h. */
function tolerance(everyMs: number): number {
  return Math.min(12 * HOUR, Math.max(2 * HOUR, everyMs / 2));
}

/** In milliseconds; 0 where no run tells one. */
export function usualDuration(runs: readonly Run[]): number {
  return median(runs.flatMap((run) => (run.durationMs === null ? [] : [run.durationMs]))) ?? 0;
}

/** A cadence fixed in the configuration. */
export function configuredCadence(everyMs: number, usualDurationMs: number): Cadence {
  return { everyMs, usualDurationMs, reason: "set in the configuration", next: (after) => after + everyMs };
}

/** By when the run after `lastStart` must be there; without a cadence 36 h after the last good one. */
export function dueAfter(cadence: Cadence | null, lastStart: number, lastGoodAt: number): Due {
  if (!cadence)
    return { expectedAt: lastGoodAt + DEFAULT_WAIT, dueAt: lastGoodAt + DEFAULT_WAIT, isDefault: true };
  const expectedAt = cadence.next(lastStart);
  return {
    expectedAt,
    dueAt: expectedAt + cadence.usualDurationMs + tolerance(cadence.everyMs),
    isDefault: false,
  };
}
