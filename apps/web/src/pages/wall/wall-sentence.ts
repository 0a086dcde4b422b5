import type { Overview, ProtectedItem, Source } from "@lastgood/proxy/contract";
import { formatCount, formatOrdinal, notReadFor } from "../../lib/format.ts";

const WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const NAMED = 2;

/** A source that cannot be read; the name is empty where the text stands for several. */
export interface Unread {
  name: string;
  text: string;
}

/** Beside `failed`: with it, everything that is not good is counted. */
const NOT_GOOD = [
  ["overdue", "overdue"],
  ["unknown", "unknown"],
  ["never", "never backed up"],
] as const;

/** That the wall is complete: how many of how many are good, what each that is not is, and what could not be read. */
export function wallSentence(
  overview: Pick<Overview, "good" | "total" | "counts">,
  items: readonly Pick<ProtectedItem, "state" | "failuresInARow">[],
  dark: readonly Source[],
  now: number,
): { said: string[]; unread: Unread[] } {
  const { good, total, counts } = overview;
  const said = [
    total === 0
      ? "No items known yet"
      : good === total
        ? `All ${formatCount(total)} items good`
        : `${formatCount(good)} of ${formatCount(total)} items good`,
  ];
  if (counts.failed > 0) said.push(`${inWords(counts.failed)} failed${longestRun(items, counts.failed)}`);
  for (const [state, word] of NOT_GOOD) if (counts[state] > 0) said.push(`${inWords(counts[state])} ${word}`);
  const unread: Unread[] = dark.slice(0, NAMED).map(({ name, lastGoodPollAt }) => ({
    name,
    text: notReadFor(lastGoodPollAt, now),
  }));
  const more = dark.length - NAMED;
  if (more > 0) {
    unread.push({ name: "", text: `${inWords(more)} more ${more === 1 ? "source" : "sources"} not read` });
  }
  return { said, unread };
}

/** `, one for the 3rd time`; nothing where every failure is the first of its run. */
function longestRun(
  items: readonly Pick<ProtectedItem, "state" | "failuresInARow">[],
  failed: number,
): string {
  const runs = items.filter(({ state }) => state === "failed").map(({ failuresInARow }) => failuresInARow);
  const longest = Math.max(0, ...runs);
  if (longest < 2) return "";
  const many = runs.filter((run) => run === longest).length;
  return `, ${failed === 1 ? "" : `${inWords(many)} `}for the ${formatOrdinal(longest)} time`;
}

function inWords(count: number): string {
  return WORDS[count] ?? formatCount(count);
}
