import type { Kind, Status } from "../../session.ts";

/** Every JobType the vendor documents for /backupSessions; all of them are backups. */
export const BACKUP_JOB_TYPES = [
  "Backup",
  "BackupCopy",
  "ImmediateBackupCopy",
  "ImmediateBackupCopyWorker",
  "AgentBackup",
  "AgentManagement",
  "NasBackup",
] as const;

const RESULTS: Readonly<Record<string, Status>> = {
  Success: "success",
  Warning: "warning",
  Failed: "failed",
};

/** The state in which a result counts: the vendor may tell one earlier. */
export const FINISHED_STATE = { session: "Stopped", task: "Completed" } as const;

/** A reference tells no type and is a backup; a type that is not documented must not count for one. */
export function kindOf(jobType: string | null): Kind {
  return jobType === null || (BACKUP_JOB_TYPES as readonly string[]).includes(jobType) ? "backup" : "other";
}

/**
 * Without a state only an end proves that the run is over (it is absent while running); else a failure is believed
 * and nothing better is.
 */
export function statusOf(
  what: "session" | "task",
  state: string | null,
  result: string | null,
  hasEnd: boolean,
): Status {
  if (state !== null && state !== FINISHED_STATE[what]) return "running";
  const status = result !== null && Object.hasOwn(RESULTS, result) ? RESULTS[result] : undefined;
  if (status === undefined) return "unknown";
  return state !== null || hasEnd || status === "failed" ? status : "unknown";
}

/** Result, or State where Result is absent or the word None. */
export function vendorStatusOf(state: string | null, result: string | null): string | null {
  return result === null || result === "None" ? (state ?? result) : result;
}
