import type { Source, SourceErrorKind } from "@lastgood/proxy/contract";
import { isDark, isFilling } from "../../lib/dark-source.ts";
import { formatAbsolute, formatAge, formatRelative, notReadFor, plural } from "../../lib/format.ts";

/** What went wrong, before the words of whoever refused. */
export const ERROR_WORDS: Record<SourceErrorKind, string> = {
  auth: "Log-on refused",
  "rate-limited": "Told to ask less often",
  http: "Answered with an error",
  network: "Not reachable",
  timeout: "No answer in time",
  parse: "Its answer was not understood",
  "too-large": "Its answer was too large",
};

/** Whether it is read, since when it is not, and what comes next: `not read for 47 min; tries again in 4 min`. */
export function healthInWords(source: Source, now: number): string {
  if (source.state === "disabled") return "switched off in the configuration; its items are unknown";
  if (isFilling(source)) return "reading it for the first time";
  const dark = isDark(source, now);
  const told = dark ? notReadFor(source.lastGoodPollAt, now) : `read every ${formatAge(source.everyMs)}`;
  if (source.polling) return `${told}; reading now`;
  if (source.nextPollAt === null) return `${told}; no next try planned`;
  const due = formatRelative(source.nextPollAt, now);
  if (Date.parse(source.nextPollAt) < now) return `${told}; the next try is late`;
  return source.error === null ? `${told}, next ${due}` : `${told}; tries again ${due}`;
}

/** All sources in a sentence. */
export function sourcesSentence(sources: readonly Source[], now: number): string {
  const enabled = sources.filter(({ state }) => state !== "disabled");
  const off = sources.length - enabled.length;
  const filling = enabled.filter(isFilling).length;
  const dark = enabled.filter((source) => isDark(source, now)).length - filling;
  const parts = [
    enabled.length === 0
      ? "No source is read"
      : dark === 0 && filling > 0
        ? `${filling} of ${plural(enabled.length, "source")} ${filling === 1 ? "is" : "are"} being read for the first time`
        : dark === 0
          ? enabled.length === 1
            ? "The one source is read in time"
            : `All ${enabled.length} sources are read in time`
          : `${dark} of ${plural(enabled.length, "source")} cannot be read`,
  ];
  if (dark > 0 && filling > 0) parts.push(`${filling} being read for the first time`);
  if (off > 0) parts.push(`${off} disabled`);
  return `${parts.join("; ")}.`;
}

/** Those that need someone first, else as configured. */
export function worstSourcesFirst(sources: readonly Source[], now: number): Source[] {
  return sources.toSorted((a, b) => Number(isDark(b, now)) - Number(isDark(a, now)));
}

/** Words of the server with their instants as the viewer reads times. */
export function inZone(words: string, zone: string, now: number): string {
  return words.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, (at) => formatAbsolute(at, zone, now));
}
