import { draw } from "../world/random.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, weekdayOf, type Zone } from "../world/zone.ts";

/** How an item is meant to run. `laptop`: whenever it is in the office, which nobody can foretell. */
export type Rhythm = "nightly" | "weekdays" | "weekly" | "monthly" | "six-hourly" | "hourly" | "laptop";

export interface Plan {
  rhythm: Rhythm;
  seed: number;
  /** First and last (exclusive) day, counted from 1970-01-01. */
  days: { from: number; to: number };
  minuteOfDay: number;
  /** From this day on it begins so many minutes later, or earlier; null: never moved. */
  moved: { day: number; byMinutes: number } | null;
  zone: Zone;
}

/** When it is meant to start, epoch milliseconds, oldest first. */
export function plannedStarts(plan: Plan): number[] {
  const starts: number[] = [];
  for (let day = plan.days.from; day < plan.days.to; day += 1) starts.push(...startsOn(plan, day));
  return starts;
}

function startsOn({ rhythm, seed, minuteOfDay, moved, zone }: Plan, day: number): number[] {
  const weekday = weekdayOf(day);
  const minute = moved !== null && day >= moved.day ? minuteOfDay + moved.byMinutes : minuteOfDay;
  const at = zone.instantOf(day, minute);
  switch (rhythm) {
    case "nightly":
      return [at];
    case "weekdays":
      return weekday >= 1 && weekday <= 5 ? [at] : [];
    case "weekly":
      return weekday === seed % 7 ? [at] : [];
    case "monthly":
      return new Date(day * DAY_MS).getUTCDate() === 1 ? [at] : [];
    case "six-hourly":
      return [0, 1, 2, 3].map(
        (turn) => zone.instantOf(day, 0) + turn * 6 * HOUR_MS + (minute % 60) * MINUTE_MS,
      );
    case "hourly":
      return Array.from(
        { length: 24 },
        (_, hour) => zone.instantOf(day, 0) + hour * HOUR_MS + (minute % 60) * MINUTE_MS,
      );
    case "laptop":
      return isInOffice(seed, day)
        ? [zone.instantOf(day, 9 * 60 + Math.floor(draw(seed, day, 2) * 480))]
        : [];
  }
}

/** On some weekdays, and in two fortnights of the year not at all. */
function isInOffice(seed: number, day: number): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return false;
  const holidays = [90 + (seed % 60), 200 + (seed % 90)];
  if (holidays.some((first) => day % 365 >= first && day % 365 < first + 14)) return false;
  return draw(seed, day, 1) < 0.6;
}
