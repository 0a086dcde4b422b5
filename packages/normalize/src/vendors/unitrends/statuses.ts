import type { Status } from "../../session.ts";

/** Both dialects' words, and the numbers of the catalog. */
export const STATUS_BY_WORD = {
  Success: "success",
  Successful: "success",
  "0": "success",
  Warning: "warning",
  "1": "warning",
  Failure: "failed",
  Failed: "failed",
  "2": "failed",
  None: "unknown",
} as const satisfies Record<string, Status>;

/** What a row's `complete` says; `unreadable` where it is neither true, nor false, nor left open. */
export type Completeness = "complete" | "incomplete" | "untold" | "unreadable";

/**
 * `complete` decides with the word: an incomplete run has failed if the word says so and is running otherwise,
 * whatever else the word says. Where it is not told, the word decides alone; where it cannot be read, only a failure
 * is believed.
 */
export function statusOf(word: string | null, completeness: Completeness): Status {
  const said = word !== null && Object.hasOwn(STATUS_BY_WORD, word) ? wordStatus(word) : "unknown";
  if (said === "failed" || completeness === "complete" || completeness === "untold") return said;
  return completeness === "incomplete" ? "running" : "unknown";
}

function wordStatus(word: string): Status {
  return STATUS_BY_WORD[word as keyof typeof STATUS_BY_WORD];
}
