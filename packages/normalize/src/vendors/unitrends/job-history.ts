import { finishSession } from "../../finish-session.ts";
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

/** A reply of `jobs/history`: its jobs by `backup_id`. */
export interface JobHistory {
  jobs: ReadonlyMap<string, Job>;
  /** Cut short by the appliance, or not a job history at all: a backup that is missing here may well have a job. */
  limited: boolean;
}

const LATEST_EPOCH_SECONDS = 253_402_300_799;

/** Never throws. Of two rows for one backup the first that names a job counts. */
export function readJobHistory(reply: unknown): JobHistory {
  const envelope = asObject(reply);
  const rows = Array.isArray(reply) ? reply : envelope?.data;
  const jobs = new Map<string, Job>();
  if (!Array.isArray(rows)) return { jobs, limited: true };
  for (const row of rows.map(asObject)) {
    if (row === null) continue;
    const backupId = idText(present(row.backup_id));
    const name = present(row.name);
    if (backupId === null || typeof name !== "string" || jobs.has(backupId)) continue;
    jobs.set(backupId, { name, startedAt: epochSeconds(present(row.sort_start_time)) });
  }
  return { jobs, limited: (present(envelope?.limited) ?? false) !== false };
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

function epochSeconds(value: unknown): string | null {
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !(seconds > 0 && seconds <= LATEST_EPOCH_SECONDS)) return null;
  return new Date(Math.floor(seconds * 1000)).toISOString();
}

function idText(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === "string" ? value.trim() : null;
}
