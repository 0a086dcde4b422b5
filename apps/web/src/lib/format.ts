import { AS_VENDORS, kept, shortMonths, shortWeekdays, viewerLocale, weekdayInitials } from "./locale.ts";
import { wallClock } from "./zone.ts";

// Intl knows no binary units: their symbols are the same everywhere, as are those of durations.
const SIZE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;
const { numberingSystem } = AS_VENDORS;
const numbers = kept(() => new Intl.NumberFormat(viewerLocale(), { numberingSystem }));
const decimalSign = kept(
  () =>
    numbers()
      .formatToParts(0.5)
      .find(({ type }) => type === "decimal")?.value ?? ".",
);

/** Text for what is not known; never a zero. */
export const NOT_KNOWN = "–";

export function formatCount(value: number | null): string {
  return value === null ? NOT_KNOWN : numbers().format(value);
}

/** Below a thousand, always one decimal: `4.0`. */
export function formatTenths(value: number): string {
  return value.toFixed(1).replace(".", decimalSign());
}

/** Binary units, one decimal below ten: `1.2 GiB`, `318 GiB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NOT_KNOWN;
  const sign = bytes < 0 ? "−" : "";
  let value = Math.abs(bytes);
  let unit = 0;
  while (Number(value.toFixed(value < 10 && unit > 0 ? 1 : 0)) >= 1024 && unit < SIZE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = unit > 0 && value < 9.95 ? formatTenths(value) : value.toFixed(0);
  return `${sign}${shown} ${SIZE_UNITS[unit]}`;
}

/** The figure behind the rounded one, for a tooltip. */
export function formatExactBytes(bytes: number | null): string {
  return bytes === null ? "not told by the vendor" : `${formatCount(bytes)} bytes`;
}

/** As {@link formatExactBytes}, for a duration. */
export function formatExactDuration(ms: number | null): string {
  return ms === null ? "not known" : `${formatCount(ms / 1000)} s`;
}

/** How long a run took: `42 s`, `4 m 05 s`, `14 m`, `1 h 04 m`, `2 d 03 h`. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return NOT_KNOWN;
  if (ms > 0 && ms < 1000) return "< 1 s";
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} m`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** How old something is: `41 s`, `47 min`, `22 h`, `3 d 4 h`, `40 d`. Rounded down: nothing is called older than it is. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 14 && hours % 24 > 0 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** `2 h ago`, `in 13 min`, `just now`, `now`. */
export function formatRelative(at: string, now: number): string {
  const age = now - Date.parse(at);
  if (Math.abs(age) < 5000) return age >= 0 ? "just now" : "now";
  return age >= 0 ? `${formatAge(age)} ago` : `in ${formatAge(-age)}`;
}

/** The one phrase for what has not been read lately, everywhere. */
export function notReadFor(lastReadAt: string | number | null, now: number): string {
  if (lastReadAt === null) return "not read yet";
  const at = typeof lastReadAt === "number" ? lastReadAt : Date.parse(lastReadAt);
  return `not read for ${formatAge(now - at)}`;
}

/** The order and the clock are the same everywhere, as beside them in a vendor's console; the names are the viewer's. */
function parts(at: number, zone: string) {
  const wall = wallClock(at, zone);
  return {
    weekday: shortWeekdays()[wall.getUTCDay()] ?? "",
    day: wall.getUTCDate(),
    month: shortMonths()[wall.getUTCMonth()] ?? "",
    year: wall.getUTCFullYear(),
    clock: `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`,
    second: two(wall.getUTCSeconds()),
  };
}

/** `Fri 20 Nov 03:12`; the year is added where it is not this one. */
export function formatAbsolute(at: string, zone: string, now: number): string {
  const p = parts(Date.parse(at), zone);
  const year = p.year === parts(now, zone).year ? "" : ` ${p.year}`;
  return `${p.weekday} ${p.day} ${p.month}${year} ${p.clock}`;
}

const offsets = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are from UTC at a moment: `UTC−5`, `UTC+5:30`. */
export function formatOffset(at: string, zone: string): string {
  let format = offsets.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "shortOffset" });
    offsets.set(zone, format);
  }
  const name =
    format.formatToParts(Date.parse(at)).find(({ type }) => type === "timeZoneName")?.value ?? zone;
  return name.replace("GMT", "UTC").replace(/\+0$/, "").replace("-", "−");
}

/** To the second and with its zone, for a tooltip. */
export function formatExactTime(at: string, zone: string): string {
  const p = parts(Date.parse(at), zone);
  return `${p.weekday} ${p.day} ${p.month} ${p.year} ${p.clock}:${p.second} ${zone}`;
}

/** `03:12`. */
export function formatClock(at: number, zone: string): string {
  return parts(at, zone).clock;
}

/** The day of a moment in lines for the head of a narrow column: `Fr`, `20`, `Nov`. */
export function columnDay(at: number, zone: string): { weekday: string; day: number; month: string } {
  const { day, month } = parts(at, zone);
  return { weekday: weekdayInitials()[wallClock(at, zone).getUTCDay()] ?? "", day, month };
}

/** A backup day, `2026-11-20`, as `Fri 20 Nov`. */
export function formatDay(day: string): string {
  const p = parts(Date.parse(`${day}T12:00:00Z`), "UTC");
  return `${p.weekday} ${p.day} ${p.month}`;
}

/** A backup day without its weekday: `20 Nov`. */
export function formatShortDay(day: string): string {
  const p = parts(Date.parse(`${day}T12:00:00Z`), "UTC");
  return `${p.day} ${p.month}`;
}

const ORDINAL = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" } as const;
// The sentences around them are English.
const ordinals = kept(() => new Intl.PluralRules("en-GB", { type: "ordinal" }));

/** `1st`, `2nd`, `3rd`, `11th`. */
export function formatOrdinal(value: number): string {
  return `${value}${ORDINAL[ordinals().select(value)]}`;
}

/** `1 item`, `12 items`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
