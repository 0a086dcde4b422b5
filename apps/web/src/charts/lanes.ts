import type { Days } from "@lastgood/proxy/contract";
import { moveCursor } from "./cursor.ts";
import type { Line, SeriesPoint } from "./points.ts";
import { MAY_BE_THINNED } from "./sentence.ts";

type Cell = Days["rows"][number]["cells"][number];

/** From when to when, epoch milliseconds; the end is not part of it. */
export interface Span {
  from: number;
  to: number;
}

/** What a lane shows where there is no run, in epoch milliseconds. */
export interface Absence extends Span {
  kind: "missed" | "no-data";
}

/**
 * The missed backup days of one item, each for itself, and the stretches of which nothing is known.
 *
 * @param bounds of each of the cells' days
 */
export function absences(cells: readonly Cell[], bounds: readonly Span[]): Absence[] {
  const found: Absence[] = [];
  cells.forEach(({ kind }, day) => {
    const at = bounds[day];
    if (at === undefined || (kind !== "missed" && kind !== "no-data")) return;
    const before = found.at(-1);
    if (kind === "no-data" && before?.kind === kind && before.to === at.from) before.to = at.to;
    else found.push({ kind, ...at });
  });
  return found;
}

/** The place of the day in which an instant lies; -1 where it lies in none. */
export function dayAt(t: number, bounds: readonly Span[]): number {
  return bounds.findIndex(({ from, to }) => t >= from && t < to);
}

/** What a lane tells of one place in it: a run, the lack of one, or a whole day where its runs may have been thinned. */
export type Stop =
  | Absence
  | (Span & { kind: "run"; point: SeriesPoint })
  | (Span & { kind: "day"; day: string; cell: Cell });

/** Tells a place from the others of its lane, also once that was read again. */
export const stopKey = (stop: Stop) =>
  stop.kind === "run" ? stop.point.sessionId : `${stop.kind} ${stop.from}`;

/** The places of a lane, oldest first. @param days of the cells, with when each begins and ends */
export function stopsOf(
  { points }: Line,
  cells: readonly Cell[],
  days: readonly string[],
  bounds: readonly Span[],
): Stop[] {
  if (points.length >= MAY_BE_THINNED && cells.length > 0)
    return cells.flatMap((cell, place): Stop[] => {
      const [at, day] = [bounds[place], days[place]];
      return at === undefined || day === undefined ? [] : [{ kind: "day", ...at, day, cell }];
    });
  const runs = points.map((point): Stop => {
    const from = Date.parse(point.at);
    return { kind: "run", from, to: from + (point.value ?? 0), point };
  });
  return [...absences(cells, bounds), ...runs].toSorted((a, b) => a.from - b.from);
}

/** Where the keyboard stands; `at` is the place among the lane's stops, null while it reads none. */
export interface LaneCursor {
  lane: number;
  at: number | null;
}

/**
 * The cursor after a key; null where the key does not move it. From lane to lane it stays as near in time as it can,
 * over lanes that have nothing to tell.
 */
export function moveInLanes(
  { lane, at }: LaneCursor,
  key: string,
  lanes: readonly (readonly Stop[])[],
): LaneCursor | null {
  const own = lanes[lane] ?? [];
  if (key !== "ArrowUp" && key !== "ArrowDown") {
    const moved = moveCursor(at === null ? null : { at, anchor: null }, key, false, own.length);
    return moved && { lane, at: moved.at };
  }
  const step = key === "ArrowUp" ? -1 : 1;
  let next = lane + step;
  while (lanes[next]?.length === 0) next += step;
  const stops = lanes[next];
  const from = at === null ? undefined : own[at];
  if (stops === undefined) return { lane, at: at ?? own.length - 1 };
  return {
    lane: next,
    at: from === undefined ? stops.length - 1 : nearest(stops, (from.from + from.to) / 2),
  };
}

function nearest(stops: readonly Stop[], t: number): number {
  const away = stops.map(({ from, to }) => Math.max(from - t, t - to, 0));
  return away.indexOf(Math.min(...away));
}
