const MINUTE = 60_000;
/** A rate of less than this tells nothing. */
const LEAST_MS = 3_000;

/** How far a first fill or a sweep came, for whoever waits for it. */
export interface Progress {
  /** `first-fill`: the source was never read in whole. */
  phase: "first-fill" | "sweep";
  /** `days`: how far back its history was read. */
  unit: "devices" | "days" | "sessions";
  done: number;
  /** Null where nothing tells. */
  total: number | null;
  /** The total may still change. */
  totalIsEstimate: boolean;
  /** Null where nothing is being read, or not for long enough to tell. */
  ratePerMinute: number | null;
  /** Until the total is done at this rate; null where either is not known. */
  etaMs: number | null;
}

/** Where the reading that goes on now began: when, in epoch milliseconds, and with how much already done. */
export interface Start {
  at: number;
  done: number;
}

/** @param start null while nothing is being read: a fill that goes on with the next poll */
export function progressOf(
  facts: Pick<Progress, "phase" | "unit" | "done" | "total"> & { totalIsEstimate?: boolean },
  start: Start | null,
  now: number,
): Progress {
  const { phase, unit, totalIsEstimate = false } = facts;
  // Whole ones only: what was begun is not done, and a total is not passed by what came in addition.
  const done = Math.floor(facts.done);
  const total = facts.total === null ? null : Math.max(done, Math.round(facts.total));
  const elapsedMs = start === null ? 0 : now - start.at;
  const rate = start === null || elapsedMs < LEAST_MS ? 0 : ((facts.done - start.done) / elapsedMs) * MINUTE;
  return {
    phase,
    unit,
    done,
    total,
    totalIsEstimate,
    ratePerMinute: rate > 0 ? rounded(rate) : null,
    etaMs: rate > 0 && total !== null ? Math.round(((total - facts.done) / rate) * MINUTE) : null,
  };
}

function rounded(rate: number): number {
  return rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
}
