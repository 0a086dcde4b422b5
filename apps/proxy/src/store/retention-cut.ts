const DAY_MS = 86_400_000;

/**
 * Before when sessions are too old at `now`, both epoch milliseconds; null where they are kept forever. Whole UTC days go, so
 * that what is counted by day rests on all of a day's sessions or on none.
 */
export function retentionCutMs(retentionMs: number | null, now: number): number | null {
  return retentionMs === null ? null : Math.floor((now - retentionMs) / DAY_MS) * DAY_MS;
}

/** The same in UTC. */
export function retentionCut(retentionMs: number | null, now: number): string | null {
  const cut = retentionCutMs(retentionMs, now);
  return cut === null ? null : new Date(cut).toISOString();
}
