/** Figures in the words that reasons use: plain English, rounded as a person would say them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "47 min", "3 h", "2 d 7 h": an age or a wait. */
export function ageInWords(ms: number): string {
  const value = Math.max(0, ms);
  if (value < MINUTE) return `${Math.round(value / 1000)} s`;
  if (value < 2 * HOUR) return `${Math.round(value / MINUTE)} min`;
  if (value < 2 * DAY) return `${Math.floor(value / HOUR)} h`;
  const days = Math.floor(value / DAY);
  const hours = Math.floor((value - days * DAY) / HOUR);
  return hours === 0 || days > 9 ? `${days} d` : `${days} d ${hours} h`;
}

/** Below this a clock is as good as right for everything that is read by it. */
const WRONG_CLOCK_MS = 5 * MINUTE;

/** "its clock is 2 d ahead of this machine's"; null where it is right enough, or not told. */
export function wrongClock(offsetMs: number | null): string | null {
  if (offsetMs === null || Math.abs(offsetMs) < WRONG_CLOCK_MS) return null;
  // A second off must not turn two days into 47 hours.
  const off = ageInWords(Math.round(Math.abs(offsetMs) / MINUTE) * MINUTE);
  return `its clock is ${off} ${offsetMs > 0 ? "ahead of" : "behind"} this machine's`;
}

/** "14 min", "1 h 04 m": how long a run took. */
export function durationInWords(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  const minutes = Math.round(ms / MINUTE);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}

/** "1.2 GiB": binary units, as everywhere in Lastgood. */
export function bytesInWords(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const SMALL = [
  "No",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
];

/** "214", "11,600": as English sentences have it. */
export function digits(n: number): string {
  return n.toLocaleString("en-US");
}

/** "Three", "214": a number at the head of a sentence. */
export function countInWords(n: number): string {
  return SMALL[n] ?? digits(n);
}

/** As a wall clock numbers them: 0 is Sunday. */
export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** "1st", "2nd", "3rd", "11th". */
export function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

/** "the third night": a streak. */
export function ordinalInWords(n: number): string {
  const words = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
  ];
  return words[n] ?? ordinal(n);
}

/** "1 error", "3 errors". */
export function counted(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}
