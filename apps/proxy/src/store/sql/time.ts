/** Times are kept as epoch milliseconds, which sort and compare as numbers in every dialect. */
export function toMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new TypeError(`${iso} is no time`);
  return ms;
}

export function toMsOrNull(iso: string | null): number | null {
  return iso === null ? null : toMs(iso);
}

const DAY = 86_400_000;
const text = Buffer.from("1970-01-01T00:00:00.000Z", "latin1");
/** By the days from 1 January 1970. */
const dates = new Map<number, Buffer>();
const MOST_DATES = 10_000;

function dateOf(day: number): Buffer {
  let date = dates.get(day);
  if (!date) {
    if (dates.size >= MOST_DATES) dates.clear();
    date = Buffer.from(new Date(day * DAY).toISOString().slice(0, 10), "latin1");
    dates.set(day, date);
  }
  return date;
}

function write(value: number, from: number, digits: number): void {
  let rest = value;
  for (let at = from + digits - 1; at >= from; at -= 1) {
    text[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** As `toISOString` gives it, several times as fast: millions are read at a start, most of them of the same days. */
export function toIso(ms: number): string {
  if (!(ms >= 0 && ms < 253_402_300_800_000)) return new Date(ms).toISOString();
  const whole = Math.floor(ms);
  const day = Math.floor(whole / DAY);
  text.set(dateOf(day));
  const rest = whole - day * DAY;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  write(Math.floor(minutes / 60), 11, 2);
  write(minutes % 60, 14, 2);
  write(seconds % 60, 17, 2);
  write(rest % 1000, 20, 3);
  return text.toString("latin1");
}

export function toIsoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}
