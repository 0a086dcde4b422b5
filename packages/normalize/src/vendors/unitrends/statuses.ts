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

/**
 * `complete` decides with the word: an incomplete run has failed if the word says so and is running otherwise,
 * whatever else the word says. Where `complete` is not told (null), the word decides alone.
 */
export function statusOf(word: string | null, complete: boolean | null): Status {
  const said = word !== null && Object.hasOwn(STATUS_BY_WORD, word) ? wordStatus(word) : "unknown";
  return complete === false && said !== "failed" ? "running" : said;
}

function wordStatus(word: string): Status {
  return STATUS_BY_WORD[word as keyof typeof STATUS_BY_WORD];
}
