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
  const points = line.points.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const usual = medianGap(points);
  const drawn: DrawnPoint[] = [];
  let before: number | null = null;
  for (const point of points) {
    const t = Date.parse(point.at);
    if (before !== null && usual !== null && t - before > usual * GAP_FACTOR) {
      drawn.push({ t: (t + before) / 2, value: null, band: null, tone: null, point: null });
    }
    drawn.push({
      t,
      value: point.value,
      band: point.low === null || point.high === null ? null : [point.low, point.high],
      tone: pointTone(point),
      point,
    });
    before = t;
  }
  return drawn;
}

/** What a point is marked for; null for one that is fine. */
export function pointTone(point: SeriesPoint): Tone | null {
  const { tone } = STATUS_LOOK[point.status];
  if (tone === "ok") return point.flags.length > 0 ? "warning" : null;
  return tone;
}

function medianGap(points: readonly SeriesPoint[]): number | null {
  const gaps = points
    .slice(1)
    .map((point, index) => Date.parse(point.at) - Date.parse(points[index]?.at ?? point.at))
    .sort((a, b) => a - b);
  return gaps.length < 4 ? null : (gaps[Math.floor(gaps.length / 2)] ?? null);
}

export function formatValue(value: number | null, unit: Series["unit"]): string {
  return unit === "ms" ? formatDuration(value) : formatBytes(value);
}

/** The chart in a sentence: what is usual for its first line, and what the newest run did. */
export function describeSeries(series: Series, verb: string): string {
  const line = series.lines.find(({ points }) => points.some(({ value }) => value !== null));
  if (line === undefined) return "No run in this time told this figure.";
  const told = line.points.filter(({ value }) => value !== null);
  const last = told.at(-1);
  const known = told.findLast(({ low, high }) => low !== null && high !== null);
  const format = (value: number | null) => formatValue(value, series.unit);
  const usual =
    known === undefined
      ? `${line.name}: ${told.length} runs, from ${format(Math.min(...told.map((p) => p.value ?? 0)))} to ${format(Math.max(...told.map((p) => p.value ?? 0)))}`
      : `${line.name} usually ${verb} ${format(known.low)} to ${format(known.high)}`;
  const newest =
    last === undefined
      ? ""
      : `; the last run: ${STATUS_LOOK[last.status].label.toLowerCase()}, ${format(last.value)}`;
  const more = series.lines.length > 1 ? ` ${series.lines.length - 1} more drawn.` : "";
  return `${usual}${newest}.${more}`;
}
