import { epochOf } from "@lastgood/normalize";
import type { CellKind } from "../contract.ts";
import type { Item, Run } from "../store/store.ts";
import { type Bounds, type Calendar, calendarOf, type DayRule, dayNumber } from "./backup-day.ts";
import type { Cadence } from "./cadence.ts";
import type { ItemFacts } from "./facts.ts";
import { isFailure, isTelling } from "./good.ts";
import { missedRuns, withMissed } from "./missed-runs.ts";
import { provenOf } from "./proven-state.ts";
import { blindAfter, foldRetries, readState } from "./state.ts";

const WORST_FIRST: CellKind[] = [
  "failed",
  "missed",
  "unknown",
  "no-data",
  "warning",
  "ok",
  "not-yet-due",
  "not-expected",
  "before-first",
];

const CALM: readonly CellKind[] = ["ok", "not-yet-due", "not-expected", "before-first"];

/** The worst of some cells; `before-first` of none. */
export function worstCell(kinds: Iterable<CellKind>): CellKind {
  const present = new Set(kinds);
  return WORST_FIRST.find((kind) => present.has(kind)) ?? "before-first";
}

function cellOfRun(run: Run): CellKind {
  if (isFailure(run.status)) return "failed";
  if (run.status === "unknown" || !isTelling(run)) return "unknown";
  return run.status === "warning" || run.flags.length > 0 ? "warning" : "ok";
}

function oldestOf(start: number | undefined, firstAt: string | null): number | undefined {
  if (firstAt === null) return start;
  return Math.min(start ?? Infinity, Date.parse(firstAt));
}

/**
 * What a backup day held, whatever the clock: how its runs ended; `before-first`; by when a run that was expected in it was
 * due, in epoch milliseconds; null where none was. Undefined: nothing ever ran.
 */
export type DayReading = CellKind | number | null | undefined;

/** Reads the given backup days (by their numbers) of an item. */
export function readDays(
  facts: Pick<ItemFacts, "history" | "policyRuns" | "cadence">,
  days: readonly number[],
  { boundsOf, numberOf }: Calendar,
): DayReading[] {
  const { cadence } = facts;
  const ended = facts.history.runs.filter((run) => run.at !== null && run.status !== "running");
  const finished = foldRetries(
    withMissed(ended.filter(isTelling), missedRuns(facts)),
    cadence?.everyMs ?? null,
  );
  const byDay = new Map<number, CellKind>();
  for (const run of [...finished, ...ended.filter((one) => !isTelling(one))]) {
    const day = numberOf(epochOf(run.at as string));
    const [before, kind] = [byDay.get(day), cellOfRun(run)];
    byDay.set(day, before ? worstCell([before, kind]) : kind);
  }
  const starts = finished.map((run) => epochOf(run.at as string)).sort((a, b) => a - b);
  // The runs at hand may be the newest of many.
  const first = oldestOf(starts[0], facts.history.item.firstAt);
  const dueFrom = createExpectation(cadence);

  return days.map((day) => {
    const found = byDay.get(day);
    if (found || first === undefined) return found;
    const { from, to } = boundsOf(day);
    if (to <= first) return "before-first";
    return dueFrom(starts.findLast((start) => start < from) ?? first, from, to);
  });
}

/** Whether the pattern puts a run into a day, walking on from the last one before it: by when it is due there, else null. */
function createExpectation(cadence: Cadence | null) {
  let start: number | null = null;
  let walked: number[] = [];
  return (before: number, from: number, to: number): number | null => {
    if (!cadence) return null;
    if (before !== start) {
      start = before;
      walked = [cadence.next(before)];
    }
    let step = 0;
    for (; step < 40 && (walked[step] as number) < from; step += 1)
      walked[step + 1] ??= cadence.next(walked[step] as number);
    const expectedAt = walked[step] as number;
    if (expectedAt >= to) return null;
    const tolerance = Math.min(12 * 3_600_000, Math.max(2 * 3_600_000, cadence.everyMs / 2));
    return expectedAt + cadence.usualDurationMs + tolerance;
  };
}

type Read = Pick<ItemFacts, "lastReadAt" | "source">;

const isBlind = (facts: Read, now: number) =>
  blindAfter(facts).some((after) => after !== null && now > after);

/** Whether a day began after the last complete read, and that is too long ago: nobody knows what it held. */
function isDark({ from }: Bounds, facts: Read, now: number): boolean {
  return facts.lastReadAt !== null && from >= facts.lastReadAt && from < now && isBlind(facts, now);
}

/** What the clock makes of a day of an item that ran at least once. */
export function cellAt(
  reading: Exclude<DayReading, undefined>,
  bounds: Bounds,
  facts: Pick<ItemFacts, "lastReadAt" | "expected" | "off" | "source">,
  now: number,
): CellKind {
  if (typeof reading === "string" && reading !== "before-first") return reading;
  if (isDark(bounds, facts, now)) return "no-data";
  if (typeof reading === "string") return reading;
  const { from, to } = bounds;
  const { lastReadAt, expected, off } = facts;
  // What was not read yet is not unknown before it was not read for too long.
  if (from > now || (lastReadAt !== null && from >= lastReadAt)) return "not-yet-due";
  const wasOff = off !== null && to > off.from && from < (off.to ?? Number.POSITIVE_INFINITY);
  if (reading === null || !expected || wasOff) return to > now ? "not-yet-due" : "not-expected";
  if (now <= reading) return "not-yet-due";
  if (lastReadAt === null || lastReadAt > reading) return "missed";
  return isBlind(facts, now) ? "no-data" : "not-yet-due";
}

/**
 * What is to be said of a day of which sessions may have gone by the retention; null where none have. `cut`: those that began
 * before it go, epoch milliseconds; null where all are kept.
 */
export function goneCells(
  { expiredAt, firstAt }: Item,
  cut: number | null,
): (day: Bounds, reading: DayReading) => CellKind | null {
  if (expiredAt === null) return () => null;
  const [gone, first] = [Date.parse(expiredAt), Date.parse(firstAt ?? expiredAt)];
  return ({ from, to }, reading) => {
    const isHeld = typeof reading === "string" && reading !== "before-first";
    // What is left of a day never makes it look better.
    if (from < (cut ?? Number.NEGATIVE_INFINITY) || to <= first)
      return isHeld ? worstCell([reading, "no-data"]) : "no-data";
    // They went under a shorter retention than now: what a vendor told again stands, and an empty day was not always one.
    return from <= gone && !isHeld ? "no-data" : null;
  };
}

/**
 * One item's cells for the given backup days. A retried run stands as its last try, otherwise the worst of a day; a day
 * without a run is one of five kinds of empty, so that "nothing was expected" never looks like "nothing is known". `cut`: as
 * `goneCells` takes it.
 */
export function itemCells(
  facts: ItemFacts,
  days: readonly string[],
  rule: DayRule,
  now: number,
  cut: number | null,
): CellKind[] {
  return cellsOf(facts, days.map(dayNumber), calendarOf(rule), now, cut);
}

/** As `itemCells`, of days by their numbers. */
export function cellsOf(
  facts: ItemFacts,
  numbers: readonly number[],
  calendar: Calendar,
  now: number,
  cut: number | null,
): CellKind[] {
  const told = toldCells(facts, numbers, calendar, now, cut);
  const proven = provenOf(facts, now);
  if (!proven) return told;
  // What only an incomplete read has told of makes a day worse at once, and better only once it is proven.
  const sure = toldCells(proven, numbers, calendar, now, cut);
  return told.map((cell, i) => {
    const kept = sure[i] as CellKind;
    return CALM.includes(cell) ? kept : worstCell([cell, kept]);
  });
}

/** As all tell that was read, in whole or not. */
function toldCells(
  facts: ItemFacts,
  numbers: readonly number[],
  calendar: Calendar,
  now: number,
  cut: number | null,
): CellKind[] {
  const readings = readDays(facts, numbers, calendar);
  const goneCell = goneCells(facts.history.item, cut);
  const isUnknown = readings.includes(undefined) && readState(facts, now).state === "unknown";
  return readings.map((reading, i) => {
    const bounds = calendar.boundsOf(numbers[i] as number);
    const gone = goneCell(bounds, reading);
    if (gone !== null) return gone;
    if (reading !== undefined) return cellAt(reading, bounds, facts, now);
    const isUntold = (isUnknown && bounds.to > now) || isDark(bounds, facts, now);
    return isUntold ? "no-data" : "before-first";
  });
}
