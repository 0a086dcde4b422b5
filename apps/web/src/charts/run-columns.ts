import type { Days } from "@lastgood/proxy/contract";
import { dayAt, type Span } from "./lanes.ts";
import type { Line, SeriesPoint } from "./points.ts";

/** One run of a policy: what it did to each item, by the item's id. */
export interface RunColumn {
  /** The id of its first session; of a day without any, the day's middle. */
  key: string;
  /** When its first session began, or the middle of a day on which none did; epoch milliseconds. */
  at: number;
  /** None where the column stands for a day on which an item was missed and no other ran. */
  points: ReadonlyMap<string, SeriesPoint>;
}

/** Sessions that begin within this time of the first are of the same run, each item once. */
const SAME_RUN_MS = 4 * 3_600_000;

/**
 * A policy's runs, oldest first, put together from the sessions of its items: no vendor but one tells which belong
 * together. Days on which an item was missed and none ran have a column of their own.
 *
 * @param days what each item's backup days brought, and `bounds` when each of them begins and ends
 */
export function runColumns(
  lines: readonly Line[],
  days: Days | undefined,
  bounds: readonly Span[],
): RunColumn[] {
  const sessions = lines
    .flatMap((line) => line.points.map((point) => ({ id: line.id, point, t: Date.parse(point.at) })))
    .toSorted((a, b) => a.t - b.t);
  const columns: (RunColumn & { points: Map<string, SeriesPoint> })[] = [];
  for (const { id, point, t } of sessions) {
    const last = columns.at(-1);
    if (last && t - last.at <= SAME_RUN_MS && !last.points.has(id)) last.points.set(id, point);
    else columns.push({ key: point.sessionId, at: t, points: new Map([[id, point]]) });
  }
  const ran = new Set(columns.map(({ at }) => dayAt(at, bounds)));
  const missed = bounds.flatMap(({ from, to }, day) =>
    !ran.has(day) && days?.rows.some(({ cells }) => cells[day]?.kind === "missed")
      ? [
          {
            key: String((from + to) / 2),
            at: (from + to) / 2,
            points: new Map<string, SeriesPoint>(),
          },
        ]
      : [],
  );
  return [...columns, ...missed].toSorted((a, b) => a.at - b.at);
}
