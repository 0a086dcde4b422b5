import type { Lease } from "../store/leases.ts";
import type { Progress } from "./progress.ts";
import type { SourceReader } from "./reading.ts";

/** How the polling of a source stands: only the proxy that polls it knows, and tells the others as JSON. */
export interface Polling {
  polling: boolean;
  /** Epoch milliseconds; null while disabled. */
  nextPollAt: number | null;
  /** Made since that proxy took the source. */
  requests: number;
  /** How far its clock is ahead of ours, milliseconds; negative: behind; null: not told. */
  clockOffsetMs: number | null;
  progress: Progress | null;
  /** Null where the source is not read device by device, or it is not known how many there are. */
  sweepEstimateMs: number | null;
  /** As the last call saw it; null on plain http or before a call. */
  certificateEndsAt: string | null;
}

const UNTOLD: Polling = {
  polling: false,
  nextPollAt: null,
  requests: 0,
  clockOffsetMs: null,
  progress: null,
  sweepEstimateMs: null,
  certificateEndsAt: null,
};

/** Of a source that is polled here. */
export function ownPolling(
  reader: SourceReader,
  { polling, nextPollAt }: Pick<Polling, "polling" | "nextPollAt">,
): Polling {
  return {
    polling,
    nextPollAt,
    requests: reader.requests(),
    clockOffsetMs: reader.clockOffsetMs(),
    progress: polling ? reader.progress() : standing(reader.progress()),
    sweepEstimateMs: reader.sweepEstimateMs?.() ?? null,
    certificateEndsAt: reader.certificateEndsAt(),
  };
}

/** Of a source that another proxy polls; nothing goes on where that one is gone. */
export function toldPolling(lease: Lease | undefined): Polling {
  const told = read(lease?.told ?? null);
  return lease?.holder == null ? { ...told, polling: false, progress: standing(told.progress) } : told;
}

/** When the next poll is due as the last holder told it; null where a poll was cut off. */
export function dueAsTold(told: string): number | null {
  const { polling, nextPollAt } = read(told);
  return polling ? null : nextPollAt;
}

/** Another version may tell less. */
function read(told: string | null): Polling {
  return { ...UNTOLD, ...(told === null ? {} : (JSON.parse(told) as Polling)) };
}

/** Between two polls a fill stands still: it has no rate. */
function standing(progress: Progress | null): Progress | null {
  return progress && { ...progress, ratePerMinute: null, etaMs: null };
}
