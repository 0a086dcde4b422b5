import { parseClock } from "../../duration.ts";

const BYTES_PER_MB = 1_048_576;
const SECONDS = /^\d+(\.\d+)?$/;

/** Sizes are told in MB of 1048576 bytes, sometimes with a fraction. Null where it is null, or past 2^53 bytes. */
export function bytesFromMb(mb: number | null): number | null {
  if (mb === null) return null;
  const bytes = Math.round(mb * BYTES_PER_MB);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** `hh:mm:ss`, or a number of seconds, in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  if (!SECONDS.test(text)) return parseClock(text);
  const ms = Math.floor(Number(text) * 1000);
  return Number.isSafeInteger(ms) ? ms : null;
}
