const SIZE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;
const whole = new Intl.NumberFormat("en-GB");

/** Text for what is not known; never a zero. */
export const NOT_KNOWN = "–";

export function formatCount(value: number | null): string {
  return value === null ? NOT_KNOWN : whole.format(value);
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
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${sign}${value.toFixed(digits)} ${SIZE_UNITS[unit]}`;
}

/** The figure behind the rounded one, for a tooltip. */
export function formatExactBytes(bytes: number | null): string {
  return bytes === null ? "not told by the vendor" : `${whole.format(bytes)} bytes`;
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

const dates = new Map<string, Intl.DateTimeFormat>();
function parts(at: number, zone: string): Record<string, string> {
  let format = dates.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    dates.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

/** `Fri 20 Nov 03:12`; the year is added where it is not this one. */
export function formatAbsolute(at: string, zone: string, now: number): string {
  const p = parts(Date.parse(at), zone);
  const year = p.year === parts(now, zone).year ? "" : ` ${p.year}`;
  return `${p.weekday} ${p.day} ${p.month}${year} ${p.hour}:${p.minute}`;
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
  return `${p.weekday} ${p.day} ${p.month} ${p.year} ${p.hour}:${p.minute}:${p.second} ${zone}`;
}

/** `03:12`. */
export function formatClock(at: number, zone: string): string {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}`;
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
const ordinals = new Intl.PluralRules("en-GB", { type: "ordinal" });

/** `1st`, `2nd`, `3rd`, `11th`. */
export function formatOrdinal(value: number): string {
  return `${value}${ORDINAL[ordinals.select(value)]}`;
}

/** `1 item`, `12 items`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
