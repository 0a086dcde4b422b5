import type { Status } from "../../session.ts";

/** The vendor documents no `Failed`; should it ever come, it is a failure. Its own `Unknown` stays unknown. */
export const STATUS_BY_WORD = {
  Success: "success",
  Warning: "warning",
  Error: "failed",
  Failed: "failed",
  Canceled: "canceled",
  Canceling: "running",
  Running: "running",
  Pending: "running",
  NeverExecuted: "not-started",
  Unknown: "unknown",
} as const satisfies Record<string, Status>;

/** `RunningWithWarning`, `RunningWithError` and the like: still running, whatever was met on the way. */
const RUNNING_WITH = "RunningWith";

/** A word not listed, or none, is `unknown`. */
export function statusOf(word: string | null): Status {
  if (word === null) return "unknown";
  if (Object.hasOwn(STATUS_BY_WORD, word)) return STATUS_BY_WORD[word as keyof typeof STATUS_BY_WORD];
  return word.startsWith(RUNNING_WITH) ? "running" : "unknown";
}
