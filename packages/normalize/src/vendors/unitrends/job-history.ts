import { finishSession } from "../../finish-session.ts";
import { createJsonRecords } from "../../json-records.ts";
import { asObject } from "../../json-reply.ts";
import type { Normalized } from "../../outcome.ts";
import { present } from "./schema.ts";

/** What `jobs/history` tells of the run that made one backup. */
export interface Job {
  /** The job's name: the policy. */
  name: string;
  /** The start that does not hang on the appliance's zone, UTC with milliseconds; null where it was not told. */
  startedAt: string | null;
}

/** A reply of `jobs/history`. */
export interface JobHistory {
  /** The job that made this backup (`backup_id`); null where it is not told. */
  job(backupId: string): Job | null;
  /** Of all its jobs. */
  names: ReadonlySet<string>;
  /** Cut short by the appliance, or not there at all: a backup that is missing here may well have a job. */
  limited: boolean;
}

export interface JobHistoryReader {
  push(bytes: Uint8Array): void;
  /** Null for what is no job history, or ends before its end. */
  end(): JobHistory | null;
}

/** What an appliance without one is taken to tell. */
export const NO_JOB_HISTORY: JobHistory = { job: () => null, names: new Set(), limited: true };

const LATEST_EPOCH_SECONDS = 253_402_300_799;

/**
 * Reads a job history while it arrives: of years it has a row for each backup that there ever was, so no more is kept of
 * each than a name that many share and a number. Never throws. Of two rows for one backup the first that names a job counts.
 */
export function createJobHistoryReader(): JobHistoryReader {
  const names = new Map<string, string>();
  const jobs = new Map<string, { name: string; startedSeconds: number | null }>();
  let hasList = false;
  const reader = createJsonRecords({
    isRecordArray(path) {
      const isList = path.length === 0 || (path.length === 1 && path[0] === "data");
      hasList ||= isList;
      return isList;
    },
    onRecord(value) {
      const row = asObject(value);
      if (row === null) return;
      const backupId = idText(present(row.backup_id));
      const told = present(row.name);
      if (backupId === null || typeof told !== "string" || jobs.has(backupId)) return;
      const name = names.get(told) ?? told;
      names.set(name, name);
      jobs.set(backupId, { name, startedSeconds: epochSeconds(present(row.sort_start_time)) });
    },
  });
  return {
    push: (bytes) => reader.push(bytes),
    end() {
      const end = reader.end();
      if (!end.ok || !hasList) return null;
      return {
        job(backupId) {
          const found = jobs.get(backupId);
          if (found === undefined) return null;
          const { name, startedSeconds } = found;
          const startedAt =
            startedSeconds === null ? null : new Date(Math.floor(startedSeconds * 1000)).toISOString();
          return { name, startedAt };
        },
        names: new Set(names.keys()),
        limited: (present(asObject(end.envelope)?.limited) ?? false) !== false,
      };
    },
  };
}

/**
 * The session with its job as policy. Where the job knows the start without a zone, the session's own start is
 * corrected by it, and its end moves along unless the vendor's duration says that it was right; the id, and what the
 * record is counted for, stay.
 */
export function withJob(normalized: Normalized, job: Job): Normalized {
  const { session } = normalized;
  const startedAt = job.startedAt ?? session.startedAt;
  const shiftMs =
    startedAt === null || session.startedAt === null
      ? 0
      : Date.parse(startedAt) - Date.parse(session.startedAt);
  const endedAt =
    session.endedAt === null ? null : corrected(session.endedAt, shiftMs, startedAt, session.durationMs);
  return {
    ...normalized,
    session: finishSession({
      ...session,
      policy: { id: `${session.sourceId}:${job.name}`, name: job.name },
      startedAt,
      endedAt,
    }),
  };
}

/** The end as told or moved along, whichever the vendor's duration speaks for; moved where it tells none. */
function corrected(
  endedAt: string,
  shiftMs: number,
  startedAt: string | null,
  durationMs: number | null,
): string {
  const along = moved(endedAt, shiftMs);
  if (startedAt === null || durationMs === null) return along;
  const reckoned = Date.parse(startedAt) + durationMs;
  const missesBy = (time: string) => Math.abs(Date.parse(time) - reckoned);
  return missesBy(endedAt) < missesBy(along) ? endedAt : along;
}

function moved(time: string, byMs: number): string {
  return byMs === 0 ? time : new Date(Date.parse(time) + byMs).toISOString();
}

function epochSeconds(value: unknown): number | null {
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && seconds > 0 && seconds <= LATEST_EPOCH_SECONDS ? seconds : null;
}

function idText(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === "string" ? value.trim() : null;
}
