const DAY_MS = 86_400_000;

/**
 * Before when sessions are too old at `now` (epoch milliseconds), in UTC; null where they are kept forever. Whole UTC days
 * go, so that what is counted by day rests on all of a day's sessions or on none.
 */
export function retentionCut(retentionMs: number | null, now: number): string | null {
  if (retentionMs === null) return null;
  return new Date(Math.floor((now - retentionMs) / DAY_MS) * DAY_MS).toISOString();
}
