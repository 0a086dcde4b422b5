import { utcText, zonedToUtc } from "../../time.ts";

const ENGLISH = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))? *([ap])m$/i;
const OTHER = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * Reads the appliance's local time: `10/14/2014 09:32(:10) am`, month first, where it speaks English, or
 * `14/10/2014 09:32:10`, day first, in any other language; am or pm tells which. ISO 8601 in UTC; null for anything
 * else, for days and hours that do not exist, and for the epoch and the year 9999, which stand for no time.
 */
export function parseLocalTime(text: string, zone: string): string | null {
  const english = ENGLISH.exec(text);
  const found = english ?? OTHER.exec(text);
  if (!found) return null;
  const part = (i: number) => Number(found[i] ?? 0);
  const first = part(1);
  const second = part(2);
  const year = part(3);
  const hour = part(4);
  if (english && (hour < 1 || hour > 12)) return null;
  const epochMs = zonedToUtc(
    {
      year,
      month: english ? first : second,
      day: english ? second : first,
      hour: english ? (hour % 12) + (english[7]?.toLowerCase() === "p" ? 12 : 0) : hour,
      minute: part(5),
      second: part(6),
    },
    zone,
  );
  return epochMs > 0 && year < 9999 ? utcText(epochMs) : null;
}
