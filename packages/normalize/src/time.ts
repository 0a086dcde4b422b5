/** What follows the seconds; the rest is read by place, which is faster. */
const TAIL = /^(?:\.(\d{0,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))?$/;

/**
 * Reads `YYYY-MM-DD HH:MM:SS` (or with a `T`, up to nine fraction digits, `Z` or an offset) as UTC where no offset is
 * given. Finer digits than milliseconds are cut. Null for anything else, for dates that the calendar does not have, and
 * for the stand-ins that vendors write where they have no time: year 0001, year 9999, the very start of 1970.
 */
export function parseUtc(text: string): string | null {
  if (!hasSeparators(text)) return null;
  const isReal = isCalendarTime(
    digitsAt(text, 0) * 100 + digitsAt(text, 2),
    digitsAt(text, 5),
    digitsAt(text, 8),
    digitsAt(text, 11),
    digitsAt(text, 14),
    digitsAt(text, 17),
  );
  if (!isReal) return null;
  const seconds = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  if (text.length === 19) return notStandIn(`${seconds}.000Z`);

  const tail = TAIL.exec(text.slice(19));
  if (tail === null) return null;
  const local = `${seconds}.${(tail[1] ?? "").slice(0, 3).padEnd(3, "0")}Z`;
  return notStandIn(tail[2] === undefined ? local : shift(local, tail[2], Number(tail[3]), Number(tail[4])));
}

function hasSeparators(text: string): boolean {
  const between = text[10];
  return (
    text[4] === "-" &&
    text[7] === "-" &&
    (between === " " || between === "T" || between === "t") &&
    text[13] === ":" &&
    text[16] === ":"
  );
}

/** The number that two digits make; NaN where they are none. */
function digitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function shift(local: string, sign: string, hours: number, minutes: number): string | null {
  if (hours > 23 || minutes > 59) return null;
  const offsetMs = (hours * 60 + minutes) * 60_000;
  const utc = new Date(Date.parse(local) + (sign === "-" ? offsetMs : -offsetMs)).toISOString();
  // Years before 0 and past 9999 are written longer.
  return utc.length === 24 ? utc : null;
}

/** Whether the vendor says that there is no time: empty, or `0000-00-00…`. Other stand-ins are unreadable times. */
export function isZeroDate(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.startsWith("0000-00-00");
}

function notStandIn(utc: string | null): string | null {
  if (utc === null || utc === "1970-01-01T00:00:00.000Z") return null;
  const year = utc.slice(0, 4);
  return year === "0000" || year === "0001" || year === "9999" ? null : utc;
}

function isCalendarTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): boolean {
  const isTime = hour < 24 && minute < 60 && second < 60;
  return isTime && year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds from start to end, both ISO 8601 in UTC; null where either is absent or the end comes first. */
export function durationBetween(startedAt: string | null, endedAt: string | null): number | null {
  if (startedAt === null || endedAt === null) return null;
  const duration = epochOf(endedAt) - epochOf(startedAt);
  return duration >= 0 ? duration : null;
}

/**
 * ISO 8601 in UTC of a time from 1970 to 9999. Put together from parts that neighbours share, at a third of what
 * `Date` takes for it.
 */
export function utcText(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  const ofDay = epochMs - day * DAY_MS;
  const minute = Math.floor(ofDay / MINUTE_MS);
  const ofMinute = ofDay - minute * MINUTE_MS;
  return dateText(day) + (MINUTES[minute] ?? "") + secondsText(ofMinute);
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MAX_DAYS = 10_000;
const dates = new Map<number, string>();

function dateText(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 11);
  if (dates.size >= MAX_DAYS) dates.clear();
  dates.set(day, text);
  return text;
}

const MINUTES = Array.from(
  { length: 1440 },
  (_, minute) => `${digits(Math.floor(minute / 60), 2)}:${digits(minute % 60, 2)}:`,
);
const WHOLE_SECONDS = Array.from({ length: 60 }, (_, second) => `${digits(second, 2)}.000Z`);

function secondsText(ms: number): string {
  const second = Math.floor(ms / 1000);
  const rest = ms - second * 1000;
  return rest === 0 ? (WHOLE_SECONDS[second] ?? "") : `${digits(second, 2)}.${digits(rest, 3)}Z`;
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, "0");
}

/** Epoch milliseconds of a session's time, which is ISO 8601 in UTC; several times as fast as `Date.parse`. */
export function epochOf(utc: string): number {
  const year = digitsAt(utc, 0) * 100 + digitsAt(utc, 2);
  // `Date.UTC` takes those for years of the last century.
  if (year < 100 || utc.length !== 24) return Date.parse(utc);
  const seconds = Date.UTC(
    year,
    digitsAt(utc, 5) - 1,
    digitsAt(utc, 8),
    digitsAt(utc, 11),
    digitsAt(utc, 14),
    digitsAt(utc, 17),
  );
  return seconds + digitsAt(utc, 20) * 10 + (digitsAt(utc, 21) % 10);
}

/** A wall clock's reading. `month` from 1. */
export interface ClockTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/**
 * Epoch milliseconds of a wall clock's reading in an IANA zone. The hour that occurs twice in autumn is read as its
 * first occurrence; a time that spring skips moves forward by the gap. NaN for a reading that no calendar has.
 */
export function zonedToUtc(clock: ClockTime, zone: string): number {
  const { year, month, day, hour, minute, second } = clock;
  if (year < 100 || !isCalendarTime(year, month, day, hour, minute, second)) return Number.NaN;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const before = offsetAt(asUtc - DAY_MS, zone);
  const after = offsetAt(asUtc + DAY_MS, zone);
  if (before === after) return asUtc - before;
  // The larger offset gives the earlier instant. Where neither gives one, spring has skipped the reading.
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(asUtc - offset, zone) === offset) return asUtc - offset;
  }
  return asUtc - before;
}

const HOUR_MS = 3_600_000;

/** Whether the clocks of a zone show this hour a second time afterwards: the first half of an autumn night's change. */
export function isFirstOfRepeatedHour(epochMs: number, zone: string): boolean {
  return offsetAt(epochMs, zone) - offsetAt(epochMs + HOUR_MS, zone) === HOUR_MS;
}

export function isTimeZone(zone: string): boolean {
  try {
    return zone !== "" && formatter(zone) !== null;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(zone, made);
  return made;
}

// Formatting is dear, and neighbours share their quarter of an hour: no zone changes its offset within one.
const QUARTER_MS = 900_000;
const MAX_QUARTERS = 10_000;
const offsets = new Map<string, Map<number, number>>();

/** What the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(epochMs: number, zone: string): number {
  const quarter = Math.floor(epochMs / QUARTER_MS);
  const ofZone = offsets.get(zone) ?? new Map<number, number>();
  const known = ofZone.get(quarter);
  if (known !== undefined) return known;

  const parts: Record<string, number> = {};
  for (const { type, value } of formatter(zone).formatToParts(quarter * QUARTER_MS))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * QUARTER_MS;
  if (ofZone.size >= MAX_QUARTERS) ofZone.clear();
  offsets.set(zone, ofZone.set(quarter, offset));
  return offset;
}
