import type { CellKind } from "../contract.ts";
import type { Run } from "../store/store.ts";
import { type Bounds, backupDay, backupDayBounds, type DayRule } from "./backup-day.ts";
import type { ItemFacts } from "./facts.ts";
import { isFailure, isTelling } from "./good.ts";
import { missedRuns, withMissed } from "./missed-runs.ts";
import { foldRetries, readState } from "./state.ts";

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
 * One item's cells for the given backup days. A retried run stands as its last try, otherwise the worst of a day; a day
 * without a run is one of five kinds of empty, so that "nothing was expected" never looks like "nothing is known". `cut`:
 * what began before it may have gone by the retention, and what is left of such a day never makes it look better; null where
 * sessions are kept forever.
 */
export function itemCells(
  facts: ItemFacts,
  days: readonly string[],
  rule: DayRule,
  now: number,
  cut: number | null,
): CellKind[] {
  const ended = facts.history.runs.filter((run) => run.at !== null && run.status !== "running");
  const finished = foldRetries(
    withMissed(ended.filter(isTelling), missedRuns(facts)),
    facts.cadence?.everyMs ?? null,
  );
  const byDay = new Map<string, CellKind[]>();
  for (const run of [...finished, ...ended.filter((one) => !isTelling(one))]) {
    const day = backupDay(Date.parse(run.at as string), rule);
    const cells = byDay.get(day);
    if (cells) cells.push(cellOfRun(run));
    else byDay.set(day, [cellOfRun(run)]);
  }
  const starts = finished.map((run) => Date.parse(run.at as string)).sort((a, b) => a - b);
  // The runs at hand may be the newest of many.
  const first = oldestOf(starts[0], facts.history.item.firstAt);
  const isUnknown = first === undefined && readState(facts, now).state === "unknown";

  const { hasExpired } = facts.history.item;
  const isGone = ({ from, to }: Bounds) =>
    hasExpired && (from < (cut ?? Number.NEGATIVE_INFINITY) || (first !== undefined && to <= first));

  return days.map((day) => {
    const found = byDay.get(day);
    const bounds = backupDayBounds(day, rule);
    if (isGone(bounds)) return worstCell([...(found ?? []), "no-data"]);
    if (found) return worstCell(found);
    const { from, to } = bounds;
    if (first === undefined) return isUnknown && to > now ? "no-data" : "before-first";
    if (to <= first) return "before-first";
    if (facts.lastReadAt !== null && from >= facts.lastReadAt && from < now) return "no-data";
    if (from > now) return "not-yet-due";
    if (!facts.expected || !facts.cadence) return to > now ? "not-yet-due" : "not-expected";
    const before = starts.findLast((start) => start < from) ?? first;
    // Whether the pattern puts a run into this day, walking on from the last one before it.
    let expectedAt = facts.cadence.next(before);
    for (let steps = 0; expectedAt < from && steps < 40; steps += 1)
      expectedAt = facts.cadence.next(expectedAt);
    if (expectedAt >= to) return to > now ? "not-yet-due" : "not-expected";
    const dueAt =
      expectedAt +
      facts.cadence.usualDurationMs +
      Math.min(12 * 3_600_000, Math.max(2 * 3_600_000, facts.cadence.everyMs / 2));
    return now > dueAt ? "missed" : "not-yet-due";
  });
}
