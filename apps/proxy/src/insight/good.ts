import type { Status } from "@lastgood/normalize";
import { BACKUP_KINDS, type Kind } from "@lastgood/normalize";
import type { Run } from "../store/store.ts";

/** A finished backup-kind session that ended as success or warning and is not flagged `nothing-protected`. */
export function isGood(run: Pick<Run, "kind" | "status" | "flags">): boolean {
  return (
    (BACKUP_KINDS as readonly Kind[]).includes(run.kind) &&
    (run.status === "success" || run.status === "warning") &&
    !run.flags.includes("nothing-protected")
  );
}

const FAILURES: readonly Status[] = ["failed", "interrupted", "canceled", "not-started"];

/** Failed, or ended without a backup: all the same to who needs one. */
export function isFailure(status: Status): boolean {
  return FAILURES.includes(status);
}
