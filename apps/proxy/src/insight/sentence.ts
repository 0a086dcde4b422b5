import type { StateCounts } from "../contract.ts";
import { ageInWords, countInWords, digits, ordinalInWords } from "./words.ts";

/** What the sentence speaks of. */
export interface SentenceFacts {
  counts: StateCounts;
  /** Longest streak among the failed items. */
  longestStreak: number;
  /** How many items have that streak. */
  withLongestStreak: number;
  /** Sources that cannot be read: name and for how long; null: never read. */
  dark: { name: string; ageMs: number | null }[];
}

/** Items that have a backup as good and as recent as they should: ok or warning. */
export function goodCount(counts: StateCounts): number {
  return counts.ok + counts.warning;
}

export function totalCount(counts: StateCounts): number {
  return counts.failed + counts.overdue + counts.unknown + counts.never + counts.warning + counts.ok;
}

/**
 * "206 of 214 items have a backup as good and as recent as they should. Three failed, one for the third time in a row. Five are
 * unknown. VBEM has not been read for 47 min." Every item that is not good is in one of its counts.
 */
export function overviewSentence(facts: SentenceFacts): string {
  const { counts } = facts;
  const total = totalCount(counts);
  const parts: string[] = [];
  if (total === 0) parts.push("Nothing to protect is known yet.");
  else if (goodCount(counts) === total)
    parts.push(
      total === 1
        ? "The one item has a backup as good and as recent as it should."
        : `All ${digits(total)} items have a backup as good and as recent as they should.`,
    );
  else
    parts.push(
      `${digits(goodCount(counts))} of ${digits(total)} items have a backup as good and as recent as they should.`,
    );
  if (counts.failed > 0) {
    const streak =
      facts.longestStreak > 1
        ? counts.failed === 1
          ? `, for the ${ordinalInWords(facts.longestStreak)} time in a row`
          : `, ${countInWords(facts.withLongestStreak).toLowerCase()} for the ${ordinalInWords(facts.longestStreak)} time in a row`
        : "";
    parts.push(`${countInWords(counts.failed)} failed${streak}.`);
  }
  for (const state of ["overdue", "unknown"] as const)
    if (counts[state] > 0)
      parts.push(`${countInWords(counts[state])} ${counts[state] === 1 ? "is" : "are"} ${state}.`);
  if (counts.never > 0) parts.push(`${countInWords(counts.never)} never had a backup.`);
  for (const source of facts.dark.slice(0, 3))
    parts.push(
      source.ageMs === null
        ? `${source.name} has not been read yet.`
        : `${source.name} has not been read for ${ageInWords(source.ageMs)}.`,
    );
  if (facts.dark.length > 3)
    parts.push(`${countInWords(facts.dark.length - 3)} more sources have not been read.`);
  return parts.join(" ");
}
