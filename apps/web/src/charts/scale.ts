import { instantOf } from "../lib/zone.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const DURATION_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
]
  .map((seconds) => seconds * SECOND)
  .concat([2 * DAY, 5 * DAY, 10 * DAY]);

/** Ticks from 0 past the greatest value, at steps that read well in the unit: about four. */
export function valueTicks(greatest: number, unit: "ms" | "bytes"): number[] {
  const least = Math.max(greatest, unit === "ms" ? SECOND : 4) / 4;
  const step = unit === "ms" ? (DURATION_STEPS.find((one) => one >= least) ?? 30 * DAY) : powerOfTwo(least);
  const count = Math.max(1, Math.ceil(greatest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Halves and wholes of binary units only, so that no tick reads as 9.3 GiB. */
function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

/** Midnights of the zone between two instants, at most `most` of them, evenly apart. */
export function dayTicks(from: number, to: number, zone: string, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / DAY / most));
  const found: number[] = [];
  for (let at = from; at <= to + DAY; at += step * DAY) {
    const midnight = instantOf(new Date(at).toISOString().slice(0, 10), "00:00", zone);
    if (midnight >= from && midnight <= to) found.push(midnight);
  }
  return found;
}
