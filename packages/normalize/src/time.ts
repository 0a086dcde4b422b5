const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))?$/;

/**
 * Reads `YYYY-MM-DD HH:MM:SS` (or with a `T`, up to nine fraction digits, `Z` or an offset) as UTC where no offset is
 * given. Finer digits than milliseconds are cut. Null for anything else, for dates that the calendar does not have, and
 * for the stand-ins that vendors write where they have no time: year 0001, year 9999, the very start of 1970.
 */
export function parseUtc(text: string): string | null {
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHour, offsetMinute] = match;
  if (
    !isCalendarTime(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  ) {
    return null;
  }
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0");
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`;
  if (sign === undefined) return isStandIn(local) ? null : local;

  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const utc = new Date(Date.parse(local) - (sign === "-" ? -offsetMs : offsetMs)).toISOString();
  return utc.length !== 24 || isStandIn(utc) ? null : utc;
}

/** Whether the vendor says that there is no time: empty, or `0000-00-00…`. Other stand-ins are unreadable times. */
export function isZeroDate(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.startsWith("0000-00-00");
}

function isStandIn(utc: string): boolean {
  return (
    utc.startsWith("0000") ||
    utc.startsWith("0001") ||
    utc.startsWith("9999") ||
    utc === "1970-01-01T00:00:00.000Z"
  );
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
  return isTime && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds from start to end, both ISO 8601 in UTC; null where either is absent or the end comes first. */
export function durationBetween(startedAt: string | null, endedAt: string | null): number | null {
  if (startedAt === null || endedAt === null) return null;
  const duration = Date.parse(endedAt) - Date.parse(startedAt);
  return duration >= 0 ? duration : null;
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

const DAY_MS = 86_400_000;

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
  const larger = Math.max(before, after);
  const earlier = asUtc - larger;
  if (offsetAt(earlier, zone) === larger) return earlier;
  const later = asUtc - Math.min(before, after);
  if (offsetAt(later, zone) === Math.min(before, after)) return later;
  return asUtc - before;
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
const MAX_OFFSETS = 10_000;
const offsets = new Map<string, number>();

/** What the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(epochMs: number, zone: string): number {
  const quarter = Math.floor(epochMs / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;

  const parts: Record<string, number> = {};
  for (const { type, value } of formatter(zone).formatToParts(quarter * QUARTER_MS))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * QUARTER_MS;
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
