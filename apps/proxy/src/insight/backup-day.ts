import { zonedToUtc } from "@lastgood/normalize";

/** Where a backup day begins, and in which zone. */
export interface DayRule {
  timeZone: string;
  /** "HH:MM" */
  dayStartsAt: string;
}

const HOUR = 3_600_000;
/** Every zone's offset of today changes at a quarter of an hour; asking Intl for each instant would cost far more. */
const QUARTER = HOUR / 4;
const offsets = new Map<string, Map<number, number>>();
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** What a zone's clocks are ahead of UTC at an instant. */
function offsetOf(ms: number, timeZone: string): number {
  let known = offsets.get(timeZone);
  if (!known) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const quarter = Math.floor(ms / QUARTER);
  let offset = known.get(quarter);
  if (offset === undefined) {
    const parts: Record<string, number> = {};
    for (const { type, value } of formatter(timeZone).formatToParts(quarter * QUARTER))
      parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    offset = Date.UTC(year, month - 1, day, hour, minute) - quarter * QUARTER;
    // A bound for a process that runs for years.
    if (known.size > 200_000) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}

/** The wall clock of a zone at an instant. `weekday` is 0 for Sunday. */
export function wallClock(ms: number, timeZone: string) {
  const local = new Date(ms + offsetOf(ms, timeZone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay(),
  };
}

function startMinutes(rule: DayRule): number {
  const [hours, minutes] = rule.dayStartsAt.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function dateOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/**
 * The backup day an instant stands in, named by the date of its last moment: with a start at noon, 23:50 on Thursday
 * and 00:10 on Friday both stand in Friday. It follows the wall clock, so a DST night is one night.
 */
export function backupDay(ms: number, rule: DayRule): string {
  const clock = wallClock(ms, rule.timeZone);
  const start = startMinutes(rule);
  const late = clock.hour * 60 + clock.minute >= start;
  // A day that starts at midnight ends on its own date; any other ends on the next one.
  const shift = start === 0 ? 0 : late ? 1 : 0;
  return dateOf(clock.year, clock.month, clock.day + shift);
}

/** Epoch milliseconds; `to` is exclusive. */
export interface Bounds {
  from: number;
  to: number;
}

const DAY = 24 * HOUR;

/** The number of a backup day: the days from 1 January 1970 to the date that names it. */
export const dayNumber = (day: string): number => Date.parse(day) / DAY;

/** The backup days of one rule by their numbers. */
export interface Calendar {
  /** First and last instant (exclusive). */
  boundsOf(day: number): Bounds;
  /** The day whose bounds an instant stands in. */
  numberOf(ms: number): number;
}

/** By zone and start of the day; every item of a grid asks for the same one. */
const calendars = new Map<string, Map<string, Calendar>>();
const MOST_BOUNDS = 10_000;

/** The same object for the same rule. */
export function calendarOf(rule: DayRule): Calendar {
  let ofZone = calendars.get(rule.timeZone);
  if (!ofZone) {
    ofZone = new Map();
    calendars.set(rule.timeZone, ofZone);
  }
  let found = ofZone.get(rule.dayStartsAt);
  if (!found) {
    found = createCalendar({ ...rule });
    ofZone.set(rule.dayStartsAt, found);
  }
  return found;
}

function createCalendar(rule: DayRule): Calendar {
  const known = new Map<number, Bounds>();
  function boundsOf(day: number): Bounds {
    let found = known.get(day);
    if (!found) {
      if (known.size > MOST_BOUNDS) known.clear();
      found = readBounds(day, rule);
      known.set(day, found);
    }
    return found;
  }
  return {
    boundsOf,
    numberOf(ms) {
      let day = Math.floor(ms / DAY);
      while (ms < boundsOf(day).from) day -= 1;
      while (ms >= boundsOf(day).to) day += 1;
      return day;
    },
  };
}

/** First and last instant (exclusive) of a backup day. */
export function backupDayBounds(day: string, rule: DayRule): Bounds {
  return calendarOf(rule).boundsOf(dayNumber(day));
}

function readBounds(day: number, rule: DayRule): Bounds {
  const start = startMinutes(rule);
  const at = (offset: number) => {
    const moved = new Date((day + offset) * DAY);
    return zonedToUtc(
      {
        year: moved.getUTCFullYear(),
        month: moved.getUTCMonth() + 1,
        day: moved.getUTCDate(),
        hour: Math.floor(start / 60),
        minute: start % 60,
        second: 0,
      },
      rule.timeZone,
    );
  };
  return start === 0 ? { from: at(0), to: at(1) } : { from: at(-1), to: at(0) };
}

/** The backup days from `first` to `last`, both inclusive. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`); at += DAY)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
