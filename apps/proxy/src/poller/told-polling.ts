import type { SourceHealth } from "./poller.ts";

/** What only the proxy that polls a source knows of it, for the others to show. */
export type ToldPolling = Pick<
  SourceHealth,
  "polling" | "nextPollAt" | "requests" | "clockOffsetMs" | "progress" | "sweepEstimateMs"
> & { certificateEndsAt: string | null };

const UNTOLD: ToldPolling = {
  polling: false,
  nextPollAt: null,
  requests: 0,
  clockOffsetMs: null,
  progress: null,
  sweepEstimateMs: null,
  certificateEndsAt: null,
};

/** What was told, as JSON; of a holder that is gone nothing goes on. Another version may tell less. */
export function readToldPolling(told: string | null, isHeld: boolean): ToldPolling {
  const polling: ToldPolling = { ...UNTOLD, ...(told === null ? {} : (JSON.parse(told) as ToldPolling)) };
  if (isHeld) return polling;
  const progress = polling.progress && { ...polling.progress, ratePerMinute: null, etaMs: null };
  return { ...polling, polling: false, progress };
}
