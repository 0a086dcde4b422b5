import { VendorError } from "../../vendors/vendor-error.ts";
import { type Progress, progressOf, type Start } from "../progress.ts";
import type { Reading } from "../reading.ts";

/** How far a first fill came; times are epoch milliseconds. */
export interface FillMemory {
  /** Everything that started from here on was read once. */
  filledTo: number;
  /** How far back it shall be read; 0: as far as the vendor keeps anything. */
  wantedFrom: number;
  /** Polls in a row in which the next older window could not be read. */
  failedFills: number;
  /** Windows that were given up, in words. */
  gaps: string[];
}

/** One window: everything from here to the window before. */
export interface FilledWindow {
  from: number;
  reading: Reading;
  isEmpty: boolean;
  /** Why it is not whole; null where it is. */
  trouble: VendorError | null;
}

const BUDGET = 5 * 60_000;
const DAY = 86_400_000;
const GIVE_UP_AFTER = 3;
/** A vendor that is asked for all it has is done when this long a time held nothing. */
const NOTHING_OLDER = 180 * DAY;

/** What tells how far a fill came. */
type Reach = Pick<FillMemory, "filledTo" | "wantedFrom">;

export function isFilled(memory: Reach): boolean {
  return memory.filledTo <= memory.wantedFrom;
}

/**
 * Goes further back, newest first, as far as one poll's time allows, and notes in `memory` how far it came. Throws what
 * stopped it. A window that cannot be read poll after poll is given up, so that one bad row of long ago does not hold
 * the whole source back for ever; the gap stays noted.
 * @param windowMs how long the window was that failed
 */
export async function* fillBack(
  memory: FillMemory,
  windows: AsyncIterable<FilledWindow>,
  { now, windowMs }: { now: () => number; windowMs: () => number },
): AsyncGenerator<Reading> {
  const started = now();
  let emptyFrom = memory.filledTo;
  try {
    for await (const { from, reading, isEmpty, trouble } of windows) {
      yield reading;
      if (trouble !== null) throw trouble;
      memory.failedFills = 0;
      memory.filledTo = from;
      if (!isEmpty) emptyFrom = from;
      if (memory.wantedFrom === 0 && emptyFrom - from >= NOTHING_OLDER) memory.filledTo = 0;
      if (isFilled(memory) || now() - started > BUDGET) return;
    }
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind === "auth" || error.kind === "network") throw error;
    memory.failedFills += 1;
    if (memory.failedFills >= GIVE_UP_AFTER) {
      const from = Math.max(memory.wantedFrom, memory.filledTo - windowMs());
      memory.gaps.push(`not readable: sessions from ${minuteOf(from)} to ${minuteOf(memory.filledTo)}`);
      memory.filledTo = from;
      memory.failedFills = 0;
    }
    throw error;
  }
}

/** How many days back the history was read, as a mean over the parts that are filled one after the other. */
export function filledDays(memories: readonly Reach[], now: number): number {
  const days = memories.map(({ filledTo, wantedFrom }) => (now - Math.max(filledTo, wantedFrom)) / DAY);
  return days.reduce((sum, one) => sum + Math.max(0, one), 0) / Math.max(1, memories.length);
}

/** Null once all of it is filled. */
export function fillProgress(memories: readonly Reach[], start: Start | null, now: number): Progress | null {
  if (memories.every(isFilled)) return null;
  const from = Math.min(...memories.map(({ wantedFrom }) => wantedFrom));
  const done = filledDays(memories, now);
  const total = from === 0 ? null : (now - from) / DAY;
  return progressOf({ phase: "first-fill", unit: "days", done, total }, start, now);
}

/** The notes of a fill for a viewer. */
export function fillWords(memories: readonly FillMemory[]): string[] {
  const unfilled = memories.filter((memory) => !isFilled(memory)).map(({ filledTo }) => filledTo);
  const soFar = unfilled.length === 0 ? [] : [`filled back to ${minuteOf(Math.max(...unfilled))} so far`];
  return [...soFar, ...memories.flatMap(({ gaps }) => gaps)];
}

function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}
