import type { FillMemory } from "./fill-back.ts";
import { askFrom, lookBack, notableOffset, WEEK } from "./vendor-clock.ts";

const HOUR = 3_600_000;

/** Epoch milliseconds, both inclusive. */
export interface Span {
  from: number;
  to: number;
}

/** What is remembered of one system between polls; times are epoch milliseconds. */
export interface SystemMemory extends FillMemory {
  /** When the newest windows were last read in whole. */
  readAt: number;
  /** The newest start that was read in whole; absent in an older memory. */
  newestAt?: number | null;
  /** Starts of sessions that were running then. */
  open: number[];
  /** When a poll last looked a week back; absent in an older memory. */
  weekReadAt?: number;
  /** What was given out of the sessions that later polls will read again, by the vendor's id. */
  told: Record<string, Told>;
  /** Ids of the devices that its sessions named; absent in an older memory. */
  devices?: string[];
}

/** The job history is cut short, and late: what it once said, or did not, must not change a session's identity. */
export interface Told {
  /** Epoch milliseconds. */
  startedAt: number;
  job: string | null;
}

/** A start may be told hours late, and its zone may be configured wrong: windows reach back by this. */
const BEFORE = 17 * HOUR;
/** Around a start that is known only the zone can be wrong. */
const AROUND = 6 * HOUR;
/** Its clock may be ahead, told or not: with a poll's own time this is still one window. */
const AHEAD = 54 * HOUR;
/** A first read begins with what matters now, in one window: the rest of the history comes after it. */
const FIRST = 18 * HOUR;

/**
 * What every poll reads: all since the last whole read, and around the start of each session that was running then.
 * @param offsetMs how far the appliance's clock is ahead; null where it is not told
 */
export function recentSpans(memory: SystemMemory | null, now: number, offsetMs: number | null): Span[] {
  const ahead = Math.max(0, notableOffset(offsetMs)) + AHEAD;
  if (memory === null) return [{ from: now - FIRST, to: now + ahead }];
  const late = askFrom(Math.min(memory.readAt, now), memory.newestAt ?? null, offsetMs) - BEFORE;
  const { from } = lookBack(late, memory.weekReadAt ?? null, now);
  const newest = { from, to: now + ahead };
  const around = memory.open.map((start) => ({ from: start - AROUND, to: start + AROUND }));
  return merged([newest, ...around]);
}

/** Newest first; spans that touch become one. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => b.to - a.to);
  const result: Span[] = [];
  for (const span of sorted) {
    const newer = result.at(-1);
    if (newer !== undefined && span.to >= newer.from - 1) newer.from = Math.min(newer.from, span.from);
    else result.push({ ...span });
  }
  return result;
}

/** What of all that was told must be remembered: a poll that looks a week back meets it again. */
export function toldLately(told: Iterable<[id: string, told: Told]>, now: number): Record<string, Told> {
  return Object.fromEntries([...told].filter(([, { startedAt }]) => startedAt >= now - WEEK - AROUND));
}

/** The cursor's text as memory by system; empty where there is none or it is of another make. */
export function readMemory(cursor: string | null): Map<string, SystemMemory> {
  try {
    const { unitrends } = JSON.parse(cursor ?? "{}");
    return new Map(Object.entries((unitrends ?? {}) as Record<string, SystemMemory>));
  } catch {
    return new Map();
  }
}

export function writeMemory(memory: ReadonlyMap<string, SystemMemory>): string | null {
  return memory.size === 0 ? null : JSON.stringify({ unitrends: Object.fromEntries(memory) });
}
