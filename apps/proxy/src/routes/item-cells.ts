import type { Board, Entry } from "../board.ts";
import type { CellKind } from "../contract.ts";
import { calendarOf, dayNumber } from "../insight/backup-day.ts";
import { itemCells } from "../insight/cells.ts";
import { keptCells } from "../insight/kept-days.ts";
import type { MayStop } from "../store/store.ts";
import { createTurns } from "../turns.ts";

const DAY = 86_400_000;
/** Some megabytes read at once; more items than the board keeps longer histories of. */
const ITEMS_AT_ONCE = 200;
/** What a day's cell also rests on: the run before it, of which a retry or the next one due is told. */
const LOOK_BACK_MS = 8 * DAY;

interface Asked {
  /** When the first of the days begins, epoch milliseconds. */
  from: number;
  dayStartsAt: string;
  now: number;
  /** As `goneCells` takes it. */
  cut: number | null;
}

/**
 * Hands each item's cells for consecutive backup days to `take`, in any order: from what is kept of it where that tells,
 * otherwise from its runs, which are read in slices. `daysOf` names an item's days; the same list for all costs least.
 */
export async function forEachCells(
  board: Board,
  entries: readonly Entry[],
  daysOf: (entry: Entry) => readonly string[],
  { from, dayStartsAt, now, cut }: Asked,
  asker: MayStop,
  take: (entry: Entry, cells: CellKind[]) => void,
): Promise<void> {
  const turn = createTurns();
  const numbers = new Map<readonly string[], number[]>();
  const unread: Entry[] = [];
  for (const entry of entries) {
    const days = daysOf(entry);
    let numbered = numbers.get(days);
    if (!numbered) numbers.set(days, (numbered = days.map(dayNumber)));
    const calendar = calendarOf({ timeZone: entry.facts.source.timeZone, dayStartsAt });
    const cells = keptCells(entry.facts, numbered, calendar, now, cut);
    if (cells) take(entry, cells);
    else unread.push(entry);
    await turn();
  }
  for (let at = 0; at < unread.length; at += ITEMS_AT_ONCE) {
    const slice = unread.slice(at, at + ITEMS_AT_ONCE);
    const facts = await board.factsSince(slice, from - LOOK_BACK_MS, asker);
    for (const [i, entry] of slice.entries()) {
      const known = facts[i] ?? entry.facts;
      const rule = { timeZone: known.source.timeZone, dayStartsAt };
      take(entry, itemCells(known, daysOf(entry), rule, now, cut));
      await turn();
    }
  }
}
