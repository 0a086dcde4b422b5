import { epochOf } from "@lastgood/normalize";
import { CELL_KINDS, type CellKind } from "../contract.ts";
import type { ItemHistory, Run } from "../store/store.ts";
import { type Calendar, calendarOf, type DayRule } from "./backup-day.ts";
import { cellAt, cellsOf, type DayReading, goneCells, readDays } from "./cells.ts";
import type { ItemFacts } from "./facts.ts";
import { isFailure, isTelling } from "./good.ts";
import { KEPT_WHOLE_MS, LONGEST_RETRY_MS } from "./kept-runs.ts";
import { missedRuns } from "./missed-runs.ts";
import { provenOf } from "./proven-state.ts";

/** A grid shows thirty; a few more for a clock and a zone that differ. */
const MOST_DAYS = 35;
const NONE: readonly number[] = [];

/** What the newest backup days of one item held, whatever the clock, in one character a day: most of its runs need not be kept. */
export interface KeptDays {
  calendar: Calendar;
  /** Number of the first of them. */
  first: number;
  /** Whether every day before them is `before-first`. */
  isWhole: boolean;
  /** `DUE`, `NONE_EXPECTED` or a cell's kind. */
  held: string;
  /** By when each day that is `DUE` was so, in epoch milliseconds. */
  dueAts: readonly number[];
}

const DUE = "!";
const NONE_EXPECTED = ".";
const CODES = new Map<CellKind, string>(CELL_KINDS.map((kind, i) => [kind, String.fromCharCode(97 + i)]));
const KINDS = new Map<string, CellKind>([...CODES].map(([kind, code]) => [code, kind]));

function codeOf(reading: Exclude<DayReading, undefined>): string {
  if (reading === null) return NONE_EXPECTED;
  return typeof reading === "number" ? DUE : (CODES.get(reading) as string);
}

const numbersFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** A failure may stand for nothing, where a retry follows it. */
const isStart = (run: Run) => isTelling(run) && !isFailure(run.status);

/** The first day of which the runs at hand tell as much as all there are: one of them stands before it. */
function firstTold(runs: readonly Run[], wholeSince: number, { numberOf }: Calendar): number | null {
  const start = runs.findLast((run) => isStart(run) && epochOf(run.at as string) >= wholeSince);
  return start ? numberOf(Date.parse(start.at as string)) + 1 : null;
}

/**
 * The days up to that of its newest run, to be kept when most of its runs are let go. `wholeSince`: all runs that began then or
 * later are in `history`, epoch milliseconds. Null where they tell nothing of a whole day.
 */
export function keptDays(
  history: ItemHistory,
  cadence: ItemFacts["cadence"],
  rule: DayRule,
  wholeSince: number,
): KeptDays | null {
  const runs = history.runs.filter(({ at }) => at !== null);
  const [newest, oldest] = [runs[0]?.at, runs.at(-1)?.at];
  if (newest == null || oldest == null || history.item.firstAt === null) return null;
  const calendar = calendarOf(rule);
  const last = calendar.numberOf(Date.parse(newest));
  const isAll = wholeSince === Number.NEGATIVE_INFINITY;
  const told = isAll
    ? calendar.numberOf(Math.min(Date.parse(oldest), Date.parse(history.item.firstAt)))
    : firstTold(runs, wholeSince, calendar);
  if (told === null || told > last) return null;
  const first = Math.max(told, last - MOST_DAYS + 1);
  const kept = { calendar, first, isWhole: isAll && first === told, held: "", dueAts: NONE };
  // What began before them tells by its last start alone.
  const { from } = calendar.boundsOf(first);
  const before = runs.findIndex((run) => isStart(run) && epochOf(run.at as string) < from);
  const needed = before === -1 ? runs : runs.slice(0, before + 1);
  extend(kept, { history: { ...history, runs: needed }, cadence }, last);
  return kept;
}

/**
 * Reads the days up to `last`, too. No run began in those after the newest one's, and of those before only that matters, which is
 * always kept; so what is read is what the whole history would give.
 */
function extend(
  kept: KeptDays,
  { history, cadence }: Pick<ItemFacts, "history" | "cadence">,
  last: number,
): void {
  const { calendar, held } = kept;
  const days = numbersFrom(kept.first + held.length, last);
  const readings = readDays({ history, cadence, policyRuns: [] }, days, calendar) as Exclude<
    DayReading,
    undefined
  >[];
  const all = [...held, ...readings.map(codeOf)];
  const due = [...kept.dueAts, ...readings.filter((reading) => typeof reading === "number")];
  const gone = Math.max(0, all.length - MOST_DAYS);
  if (gone > 0) kept.isWhole = false;
  kept.first += gone;
  kept.held = all.slice(gone).join("");
  const dueGone = all.slice(0, gone).filter((code) => code === DUE).length;
  kept.dueAts = due.length === dueGone ? NONE : due.slice(dueGone);
}

/** The first day that a run may change of which only an incomplete read has told, as a retry too; null where there is none. */
function firstDoubtful(facts: ItemFacts, { numberOf }: Calendar, now: number): number | null {
  const proven = provenOf(facts, now);
  if (proven === null) return null;
  const sure = new Set(proven.history.runs);
  const first = facts.history.runs.findLast((run) => run.at !== null && !sure.has(run));
  return first ? numberOf(Date.parse(first.at as string) - LONGEST_RETRY_MS) : null;
}

/**
 * One item's cells for consecutive backup days (by their numbers), exactly as `itemCells` gives them of its whole history; null
 * where what is kept does not tell, and its runs are to be read.
 */
export function keptCells(
  facts: ItemFacts,
  days: readonly number[],
  calendar: Calendar,
  now: number,
  cut: number | null,
): CellKind[] | null {
  const { days: kept } = facts;
  const goneCell = goneCells(facts.history.item, cut);
  const [from, to] = [days[0], days.at(-1)];
  if (!kept || from === undefined || to === undefined || kept.calendar !== calendar) return null;
  if (from < kept.first && !kept.isWhole) return null;
  if (missedRuns(facts).length > 0) return null;
  // What begins after now holds nothing yet.
  const last = Math.min(to, calendar.numberOf(now));
  if (last >= kept.first + kept.held.length) extend(kept, facts, last);
  if (from < kept.first && !kept.isWhole) return null;
  const doubtful = firstDoubtful(facts, calendar, now);
  if (doubtful !== null && doubtful <= to) {
    // Its runs are all at hand since some hours before the last complete read.
    const since = (facts.lastReadAt as number) - KEPT_WHOLE_MS;
    if (calendar.boundsOf(doubtful).from < since) return null;
    const sure = days.filter((day) => day < doubtful);
    const told = sure.length > 0 ? keptCells(facts, sure, calendar, now, cut) : [];
    return told && [...told, ...cellsOf(facts, days.slice(sure.length), calendar, now, cut)];
  }
  let due = 0;
  const end = kept.first + kept.held.length;
  for (let day = kept.first; day < Math.min(from, end); day += 1)
    if (kept.held[day - kept.first] === DUE) due += 1;
  return days.map((day) => {
    const bounds = calendar.boundsOf(day);
    if (day >= end) return "not-yet-due";
    const code = kept.held[day - kept.first];
    const kind = code === undefined ? "before-first" : KINDS.get(code);
    const reading = kind ?? (code === DUE ? (kept.dueAts[due++] as number) : null);
    return goneCell(bounds, reading) ?? cellAt(reading, bounds, facts, now);
  });
}
