import type { Series } from "@lastgood/proxy/contract";
import { plural } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import { weekdayOf } from "../lib/zone.ts";
import { formatRange, formatValue, isOutside, type Line, type SeriesPoint } from "./points.ts";

/** From here on a line may have been thinned: what was counted in it is the least that there is. */
export const MAY_BE_THINNED = 200;
/** A weekday shows a pattern from this many of its runs on, and at this distance from all other days. */
const LEAST_WEEKS = 3;
const CLEARLY_MORE = 1.5;

/** One line of a chart in a sentence: what is usual, how much was not, and what its newest run did. */
export function describeLine(line: Line | null, unit: Series["unit"], verb: string, zone: string): string {
  const told = (line?.points ?? []).filter(({ value }) => value !== null);
  const last = line?.points.at(-1);
  if (line === null || last === undefined || told.length === 0)
    return "No run in this time told this figure.";
  const figure = last.value === null ? "no figure told" : formatValue(last.value, unit);
  const newest = `Last run: ${STATUS_LOOK[last.status].label.toLowerCase()}, ${figure}.`;
  return `${line.name} ${usual(told, unit, verb, zone)}${outside(told)}. ${newest}`;
}

function usual(told: readonly SeriesPoint[], unit: Series["unit"], verb: string, zone: string): string {
  const week = weeklyPattern(told, zone);
  if (week !== null) {
    const [low, high] = week.thatDay;
    return `${verb} ${formatRange(low, high, unit)} on ${week.weekday}s, ${formatRange(...week.otherDays, unit)} on other days`;
  }
  const known = told.findLast(({ low, high }) => low !== null && high !== null);
  if (known?.low != null && known.high !== null)
    return `usually ${verb} ${formatRange(known.low, known.high, unit)}`;
  const values = told.map(({ value }) => value ?? 0);
  return `${verb} ${formatRange(Math.min(...values), Math.max(...values), unit)} in ${plural(told.length, "run")}`;
}

function outside(told: readonly SeriesPoint[]): string {
  const judged = told.filter(({ low, status }) => low !== null && status !== "running");
  const count = judged.filter(isOutside).length;
  if (judged.length === 0) return "";
  if (told.length >= MAY_BE_THINNED)
    return count === 0 ? "" : `; at least ${plural(count, "run")} outside what is usual`;
  return `; ${count === 0 ? "none" : count} of ${plural(judged.length, "run")} outside what is usual`;
}

/**
 * The one weekday on which every good run has clearly more than any on the other days; null where there is none such, or
 * too few weeks show it. Values in the line's unit.
 */
export function weeklyPattern(
  told: readonly SeriesPoint[],
  zone: string,
): { weekday: string; thatDay: [number, number]; otherDays: [number, number] } | null {
  const byDay = new Map<string, number[]>();
  for (const { at, value, status, flags } of told) {
    if (value === null || status !== "success" || flags.length > 0) continue;
    const day = weekdayOf(at, zone);
    byDay.set(day, [...(byDay.get(day) ?? []), value]);
  }
  for (const [weekday, values] of byDay) {
    const others = [...byDay].flatMap(([day, own]) => (day === weekday ? [] : own));
    if (values.length < LEAST_WEEKS || others.length < 2 * LEAST_WEEKS) continue;
    const [least, most] = [Math.min(...values), Math.max(...others)];
    if (least > most * CLEARLY_MORE && least > 0)
      return { weekday, thatDay: [least, Math.max(...values)], otherDays: [Math.min(...others), most] };
  }
  return null;
}
