import type { Session } from "@lastgood/normalize";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A nearer clock is as good as right: its answers tell whole seconds, and take their time. */
const NOTABLE = 2 * MINUTE;
/** Where nothing has begun for longer, not all of that time is asked for again with every poll. */
const LONGEST_STILL = 7 * DAY;

/** How far the vendor's clock is ahead, where it is worth a word; 0 where it is not, or is not told. */
export function notableOffset(offsetMs: number | null): number {
  return offsetMs === null || Math.abs(offsetMs) < NOTABLE ? 0 : offsetMs;
}

/**
 * From when on to ask, so that nothing is missed where the vendor's clock is behind ours: what begins there now bears a
 * start from before the last poll. Its answers tell how far; and whatever they tell, what begins next begins after the
 * newest that was read.
 * @param since by our clock, epoch milliseconds
 * @param newestAt the newest start that was read in whole; null where there is none
 */
export function askFrom(since: number, newestAt: number | null, offsetMs: number | null): number {
  const byAnswers = since + Math.min(0, notableOffset(offsetMs));
  const byNewest = newestAt === null ? since : Math.max(newestAt, since - LONGEST_STILL);
  return Math.min(since, byAnswers, byNewest);
}

/** How far back a poll looks once a day. */
export const WEEK = 7 * DAY;

/** Once a day a poll asks for a week again: what was told days late is found, and what has changed after its end. */
export function lookBack(
  from: number,
  weekReadAt: number | null,
  now: number,
): { from: number; weekReadAt: number } {
  const isDue = weekReadAt === null || now - weekReadAt >= DAY || weekReadAt > now;
  return isDue ? { from: Math.min(from, now - WEEK), weekReadAt: now } : { from, weekReadAt };
}

/** The newest start of these and of `before`, epoch milliseconds; a start in the future tells nothing of what comes next. */
export function newestStart(before: number | null, sessions: Iterable<Session>, now: number): number | null {
  let newest = before;
  for (const { startedAt } of sessions) {
    const at = startedAt === null ? Number.NaN : Date.parse(startedAt);
    if (at <= now && at > (newest ?? Number.NEGATIVE_INFINITY)) newest = at;
  }
  return newest;
}
