import type { Status } from "@lastgood/normalize";
import { BACKUP_KINDS, FAILED_STATUSES, type Kind } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";

/**
 * A finished backup-kind session that ended as success or warning, tells when it ran and is not flagged
 * `nothing-protected`.
 */
export function isGood(run: Pick<Run, "kind" | "status" | "flags" | "startedAt" | "endedAt">): boolean {
  return (
    (BACKUP_KINDS as readonly Kind[]).includes(run.kind) &&
    (run.status === "success" || run.status === "warning") &&
    isDated(run) &&
    !run.flags.includes("nothing-protected")
  );
}

/** Whether it tells a time of its own: ordered by when it was first seen alone, it may be of years ago. */
export function isDated(run: Pick<Run, "startedAt" | "endedAt">): boolean {
  return run.startedAt !== null || run.endedAt !== null;
}

/** Failed, or ended without a backup: all the same to who needs one. */
export function isFailure(status: Status): boolean {
  return FAILED_STATUSES.includes(status);
}

/** What a verdict can rest on: a failure counts whenever it was, anything else only where it tells when. */
export function isTelling(run: Pick<Run, "status" | "startedAt" | "endedAt">): boolean {
  return run.status !== "running" && (isDated(run) || isFailure(run.status));
}
