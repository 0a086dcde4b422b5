const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as people write it in the configuration (`90s 15m 1h 400d`); null where it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim());
  return match === null ? null : Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN);
}

/** The same way back, in the largest unit that fits whole. */
export function durationText(ms: number): string {
  const [unit, size] =
    Object.entries(UNITS)
      .toReversed()
      .find(([, size]) => ms >= size && ms % size === 0) ?? [];
  return size === undefined ? `${ms / 1000}s` : `${ms / size}${unit}`;
}
