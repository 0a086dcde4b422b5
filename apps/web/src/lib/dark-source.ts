import type { Source } from "@lastgood/proxy/contract";

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
