import { zonedToUtc } from "@lastgood/normalize";
import { wallClock } from "./backup-day.ts";
import { ordinal, WEEKDAYS } from "./words.ts";

const DAY = 86_400_000;

/** A day of each month: by its number (a short month's last day stands for one it lacks), or by its weekday. */
interface MonthDay {
  words: string;
  /** The day of this month. */
  of(year: number, month: number): number;
}

const lastDayOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function byNumber(day: number): MonthDay {
  return {
    words: day >= 31 ? "on the last day of the month" : `monthly on the ${ordinal(day)}`,
    of: (year, month) => Math.min(day, lastDayOf(year, month)),
  };
}

/** `turn` 0 is the first of the month; 4 its last, whether the fourth or the fifth. */
function byWeekday(weekday: number, turn: number): MonthDay {
  const place = turn === 4 ? "last" : ordinal(turn + 1);
  return {
    words: `on the ${place} ${WEEKDAYS[weekday]} of the month`,
    of(year, month) {
      const first = 1 + ((weekday - new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 7) % 7);
      const wanted = first + 7 * turn;
      return wanted > lastDayOf(year, month) ? wanted - 7 : wanted;
    },
  };
}

/** `month` may be past December. */
function instantOf(year: number, month: number, { of }: MonthDay, minute: number, timeZone: string): number {
  const shown = new Date(Date.UTC(year, month - 1, 1));
  const [ofYear, ofMonth] = [shown.getUTCFullYear(), shown.getUTCMonth() + 1];
  const clock = { hour: Math.floor(minute / 60), minute: minute % 60, second: 0 };
  return zonedToUtc({ year: ofYear, month: ofMonth, day: of(ofYear, ofMonth), ...clock }, timeZone);
}

/** Apart from `monthlyPattern`: it is kept for as long as the item is, and must not keep the starts with it. */
function nextOn(day: MonthDay, minute: number, timeZone: string) {
  return (after: number): number => {
    const { year, month } = wallClock(after, timeZone);
    // The next one is at least half a month on: a start a little before its day is that month's own.
    const found = [0, 1, 2]
      .map((more) => instantOf(year, month + more, day, minute, timeZone))
      .find((at) => at - after >= 14 * DAY);
    return found as number;
  };
}

/** Nearly all starts must be on the day, or a night's length beside it. */
const HELD_AT_LEAST = 0.75;

/** The day of the month that the starts keep; null where they keep none. Months are longer and shorter than each other: a gap would be late by days. */
export function monthlyPattern(starts: readonly number[], minute: number, timeZone: string) {
  const clocks = starts.map((at) => wallClock(at, timeZone));
  const newest = clocks.at(-1) as (typeof clocks)[number];
  const weekday = new Date(Date.UTC(newest.year, newest.month - 1, newest.day)).getUTCDay();
  const turn = Math.floor((newest.day - 1) / 7);
  const isLast = newest.day + 7 > lastDayOf(newest.year, newest.month);
  const candidates = [
    byNumber(Math.max(...clocks.filter(({ day }) => Math.abs(day - newest.day) <= 3).map(({ day }) => day))),
    byWeekday(weekday, turn),
    ...(isLast ? [byWeekday(weekday, 4)] : []),
  ];
  let best: { day: MonthDay; held: number } | null = null;
  for (const day of candidates) {
    const held = starts.filter((at, i) => {
      const { year, month } = clocks[i] as (typeof clocks)[number];
      return Math.abs(instantOf(year, month, day, minute, timeZone) - at) <= DAY / 2;
    }).length;
    if (held > (best?.held ?? starts.length * HELD_AT_LEAST - 1)) best = { day, held };
  }
  if (best === null || best.held < starts.length * HELD_AT_LEAST) return null;
  const { day, held } = best;
  return { next: nextOn(day, minute, timeZone), words: day.words, held };
}
