import type { Source } from "@lastgood/proxy/contract";
import { formatAge, plural } from "./format.ts";
import { type Look, SOURCE_LOOK } from "./status-look.ts";

/**
 * Whether a source is to be read and is not: its last try failed, none was made yet, or the last good one is longer
 * ago than three of its intervals, whatever its state says. A disabled source is not dark: nobody wants it read.
 */
export function isDark(source: Source, now: number): boolean {
  if (source.state === "disabled") return false;
  if (source.state !== "ok" || source.lastGoodPollAt === null) return true;
  const tooLong = 3 * Math.max(source.everyMs, source.lastPollMs ?? 0);
  return now - Date.parse(source.lastGoodPollAt) > tooLong;
}

/** Whether it is being read for the first time and nothing went wrong yet: not read, and not unreadable. */
export function isFilling(source: Source): boolean {
  return source.state === "never-polled" && source.polling;
}

/** A source that says it is fine and was not read for too long looks like one that cannot be read. */
export function sourceLook(source: Source, now: number): Look {
  return isDark(source, now) && source.state === "ok" ? SOURCE_LOOK.failing : SOURCE_LOOK[source.state];
}

/** The age of the stalest source that was ever read, and how many never were; null where there is none such. */
export function oldestData(
  sources: readonly Source[],
  now: number,
): { oldest: string | null; unread: string | null } {
  const wanted = sources.filter(({ state }) => state !== "disabled");
  const [first, ...others] = wanted.flatMap(({ lastGoodPollAt }) => lastGoodPollAt ?? []).toSorted();
  const unread = wanted.length - (first === undefined ? 0 : 1 + others.length);
  return {
    oldest: first === undefined ? null : `oldest data ${formatAge(now - Date.parse(first))}`,
    unread: unread === 0 ? null : `${plural(unread, "source")} not read yet`,
  };
}
