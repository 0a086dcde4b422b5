import type { Days } from "@lastgood/proxy/contract";

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
