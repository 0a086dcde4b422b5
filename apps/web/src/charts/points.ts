import type { Series } from "@lastgood/proxy/contract";
import { formatBytes, formatDuration } from "../lib/format.ts";
import { STATUS_LOOK, type Tone } from "../lib/status-look.ts";

export type Line = Series["lines"][number];
export type SeriesPoint = Line["points"][number];

/** A point as it is drawn; a null value with no session breaks the line: nothing ran where something was to be expected. */
export interface DrawnPoint {
  t: number;
  value: number | null;
  band: [number, number] | null;
  tone: Tone | null;
  point: SeriesPoint | null;
}

/** A missed night in a daily line is a distance of two. */
const GAP_FACTOR = 1.7;

/** Points in order, with a break where the distance is far above the line's usual one. */
export function toDrawn(line: Line): DrawnPoint[] {
  const drawn = line.points.map(
    (point): DrawnPoint => ({
      t: Date.parse(point.at),
      value: point.value,
      band: point.low === null || point.high === null ? null : [point.low, point.high],
      tone: pointTone(point),
      point,
    }),
  );
  const times = drawn.map(({ t }) => t).toSorted((a, b) => a - b);
  const breaks = gapsIn(times).map((t) => ({ t, value: null, band: null, tone: null, point: null }));
  return [...drawn, ...breaks].toSorted((a, b) => a.t - b.t);
}

/** What a point is marked for; null for one that is fine. */
export function pointTone(point: SeriesPoint): Tone | null {
  const { tone } = STATUS_LOOK[point.status];
  if (tone === "ok") return point.flags.length > 0 ? "warning" : null;
  return tone;
}

/** How far apart runs usually begin, in milliseconds; null while there are too few. @param points oldest first */
export function usualGap(points: readonly SeriesPoint[]): number | null {
  return medianGap(points.map(({ at }) => Date.parse(at)));
}

function medianGap(times: readonly number[]): number | null {
  const gaps = times
    .slice(1)
    .map((t, index) => t - (times[index] ?? t))
    .sort((a, b) => a - b);
  return gaps.length < 4 ? null : (gaps[Math.floor(gaps.length / 2)] ?? null);
}

/** The middles of distances far above the usual one: where a line is broken. @param times oldest first */
export function gapsIn(times: readonly number[]): number[] {
  const usual = medianGap(times);
  if (usual === null) return [];
  return times.flatMap((t, index) => {
    const next = times[index + 1];
    return next !== undefined && next - t > usual * GAP_FACTOR ? [(t + next) / 2] : [];
  });
}

export function formatValue(value: number | null, unit: Series["unit"]): string {
  return unit === "ms" ? formatDuration(value) : formatBytes(value);
}

/** `1.2 to 3.4 GiB`: a unit that both share stands once. */
export function formatRange(low: number, high: number, unit: Series["unit"]): string {
  const [one, other] = [formatValue(low, unit), formatValue(high, unit)];
  if (one === other) return one;
  const [amount, own, ...more] = one.split(" ");
  const isShared = more.length === 0 && other.split(" ").slice(1).join(" ") === own;
  return `${isShared ? amount : one} to ${other}`;
}

/** Beside its usual band; false where none is known there or the run told no figure. */
export function isOutside({ value, low, high }: SeriesPoint): boolean {
  return value !== null && low !== null && high !== null && (value < low || value > high);
}

/**
 * The line that a chart speaks of: the one asked for, else the worst that told any figure. Null without lines.
 *
 * @param lines worst first
 */
export function focusOf(lines: readonly Line[], asked: string | undefined): Line | null {
  return (
    lines.find(({ id }) => id === asked) ??
    lines.find(({ points }) => points.some(({ value }) => value !== null)) ??
    lines[0] ??
    null
  );
}

const COLOURS = 6;

/** A line keeps its colour whichever of the lines is in focus. @param place of the line in its series */
export function lineColour(place: number): string {
  return `var(--line-${(place % COLOURS) + 1})`;
}
