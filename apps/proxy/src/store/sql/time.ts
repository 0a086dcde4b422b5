/** Times are kept as epoch milliseconds, which sort and compare as numbers in every dialect. */
export function toMs(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new TypeError(`${iso} is no time`);
  return ms;
}

export function toMsOrNull(iso: string | null): number | null {
  return iso === null ? null : toMs(iso);
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const dates = new Map<number, string>();

/** As `Date#toISOString`, several times as fast: a quarter of a million runs have a million times. */
export function toIso(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size > 10_000) dates.clear();
    date = new Date(day * DAY_MS).toISOString().slice(0, -"00:00:00.000Z".length);
    dates.set(day, date);
  }
  const inDay = ms - day * DAY_MS;
  const hours = TWO_DIGITS[Math.floor(inDay / 3_600_000)];
  const minutes = TWO_DIGITS[Math.floor(inDay / 60_000) % 60];
  const seconds = TWO_DIGITS[Math.floor(inDay / 1000) % 60];
  const millis = inDay % 1000;
  const digits = millis === 0 ? "000" : String(millis).padStart(3, "0");
  return `${date}${hours}:${minutes}:${seconds}.${digits}Z`;
}

export function toIsoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}
