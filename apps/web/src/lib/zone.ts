/** IANA names by the sources' ids. */
export type SourceZones = Readonly<Record<string, string>>;

export const NO_ZONES: SourceZones = {};

export function zonesOf(sources: readonly { id: string; timeZone: string }[]): SourceZones {
  return Object.fromEntries(sources.map(({ id, timeZone }) => [id, timeZone]));
}

/**
 * The zone that the address asks for: the viewer's where it says none, `UTC`, or an IANA name. Where it asks for the
 * sources' own (`source`) and they differ, what belongs to none of them stands in the server's.
 */
export function resolveZone(
  asked: string | undefined,
  viewer: string,
  server: string | null,
  zones: SourceZones = NO_ZONES,
): string {
  if (asked === undefined) return viewer;
  if (asked === "source") return commonZone(zones) ?? server ?? viewer;
  return isZone(asked) ? asked : viewer;
}

/** The zone that all sources share; null where they differ or there is none. */
export function commonZone(zones: SourceZones): string | null {
  const [zone = null, ...others] = new Set(Object.values(zones));
  return others.length === 0 ? zone : null;
}

/** The zone in which the times of a source are shown; null stands for what is of no single source. */
export function zoneOfSource(
  { zone, zones }: { zone: string; zones: SourceZones | null },
  source: string | null,
): string {
  if (source === null || zones === null || !Object.hasOwn(zones, source)) return zone;
  return zones[source] ?? zone;
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

let viewer: string | null = null;

/** Asked for once: the first such question takes a browser tens of milliseconds. */
export function viewerZone(): string {
  viewer ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return viewer;
}

/** The instant at which the wall clock of `zone` shows `date` (`2026-11-20`) and `time` (`12:00`). */
export function instantOf(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  let guess = wanted;
  // Twice: the first step may cross a change of the clocks.
  for (let step = 0; step < 2; step += 1) guess = wanted - offsetAt(guess, zone);
  return guess;
}

/** What the wall clock of `zone` shows at an instant, as a form's field takes it: `2026-11-20T12:00`. */
export function wallTimeOf(at: number, zone: string): string {
  return wallClock(at, zone).toISOString().slice(0, 16);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formatters are dear to make: one a zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/**
 * What the clocks of `zone` show at an instant, as a date's UTC fields.
 *
 * @throws RangeError where `at` is no time
 */
export function wallClock(at: number, zone: string): Date {
  const p = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
  const shown = new Date(0);
  // Unlike Date.UTC, this takes a year below 100 for what it is.
  shown.setUTCFullYear(p.year, p.month - 1, p.day);
  shown.setUTCHours(p.hour, p.minute, p.second);
  return shown;
}

function offsetAt(at: number, zone: string): number {
  return wallClock(at, zone).getTime() - Math.floor(at / 1000) * 1000;
}

const bounds = new Map<string, { from: string; to: string }>();

/**
 * A backup day is named by the date on which it ends: `[from, to)` of `2026-11-20` where days start at 12:00. Kept: a grid
 * asks for the same few days in each of its rows.
 */
export function backupDayBounds(
  day: string,
  dayStartsAt: string,
  zone: string,
): { from: string; to: string } {
  const key = `${day} ${dayStartsAt} ${zone}`;
  let known = bounds.get(key);
  if (known === undefined) {
    known = boundsOf(day, dayStartsAt, zone);
    bounds.set(key, known);
  }
  return known;
}

function boundsOf(day: string, dayStartsAt: string, zone: string): { from: string; to: string } {
  const before = new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  // A day that starts at midnight ends at the next one and so bears its own date.
  const [first, last] = dayStartsAt === "00:00" ? [day, nextDay(day)] : [before, day];
  return {
    from: new Date(instantOf(first, dayStartsAt, zone)).toISOString(),
    to: new Date(instantOf(last, dayStartsAt, zone)).toISOString(),
  };
}

/** The name of the backup day in which an instant lies: `2026-11-20`. */
export function backupDayAt(at: number, dayStartsAt: string, zone: string): string {
  const [date = "", time = ""] = wallTimeOf(at, zone).split("T");
  return dayStartsAt !== "00:00" && time >= dayStartsAt ? nextDay(date) : date;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

const weekdays = new Map<string, Intl.DateTimeFormat>();

/** `Saturday`, by the clocks of `zone`: a word of English sentences. */
export function weekdayOf(at: string, zone: string): string {
  let format = weekdays.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: zone });
    weekdays.set(zone, format);
  }
  return format.format(Date.parse(at));
}
