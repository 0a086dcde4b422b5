export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** One place's wall clock. A day is the number of a calendar date, counted from 1970-01-01. */
export interface Zone {
  readonly timeZone: string;
  /** Milliseconds that the wall clock is ahead of UTC. */
  offsetAt(instant: number): number;
  instantOf(day: number, minuteOfDay: number): number;
  dayOf(instant: number): number;
  /** A date whose UTC fields read as the wall clock does. */
  wallOf(instant: number): Date;
  /** The earlier of the two instants at which the wall clock reads so: all that local text can tell. */
  earliestAsRead(instant: number): number;
}

export function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const offsets = new Map<number, number>();

  function offsetAt(instant: number): number {
    // Half hours: some places change their clocks, or differ from UTC, by 30 minutes.
    const slot = Math.floor(instant / (30 * MINUTE_MS));
    let offset = offsets.get(slot);
    if (offset === undefined) {
      const name = format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
      const match = /GMT([+-])(\d+):(\d+)/.exec(name);
      offset = match
        ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * MINUTE_MS
        : 0;
      offsets.set(slot, offset);
    }
    return offset;
  }

  return {
    timeZone,
    offsetAt,
    instantOf(day, minuteOfDay) {
      const wall = day * DAY_MS + minuteOfDay * MINUTE_MS;
      return wall - offsetAt(wall - offsetAt(wall));
    },
    dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / DAY_MS),
    wallOf: (instant) => new Date(instant + offsetAt(instant)),
    earliestAsRead(instant) {
      const before = instant - HOUR_MS;
      return before + offsetAt(before) === instant + offsetAt(instant) ? before : instant;
    },
  };
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7;
}
