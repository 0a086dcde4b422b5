import type { Run, RunStatus } from "../world/model.ts";

/** N-able's words for how a session ended. */
export const STATUS_WORDS: Record<RunStatus, string> = {
  success: "COMPLETED",
  warning: "COMPLETED_WITH_ERRORS",
  failed: "FAILED",
  interrupted: "INTERRUPTED",
  canceled: "CANCELED",
  "not-started": "NOT_STARTED",
  unknown: "UNKNOWN",
};

export function wordOf(run: Run): string {
  return run.word ?? STATUS_WORDS[run.status];
}

/** What never started has no end. */
export function endOfRun(run: Run): number | null {
  return run.status === "not-started" ? null : run.endedAt;
}
