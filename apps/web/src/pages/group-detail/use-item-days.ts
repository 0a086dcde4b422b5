import type { Days } from "@lastgood/proxy/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import type { Span } from "../../charts/lanes.ts";
import { backupDayBounds } from "../../lib/zone.ts";

const DAY = 86_400_000;
const MOST_DAYS = 398;

/**
 * What each backup day brought each item, with when those days begin and end by the clocks of the source. Undefined
 * while not read, and where the time is longer than the server reads days of.
 */
export function useItemDays(
  of: { device?: string; policy?: string },
  sourceId: string | null,
  { from, to, toIso }: { from: number; to: number; toIso: string | undefined },
): { days: Days | undefined; bounds: Span[] } {
  const { dayStartsAt, timeZone, sourceZones } = useDayBounds();
  // Whole days: the question stays the same while the clock moves on.
  const start = new Date(Math.floor(from / DAY) * DAY).toISOString();
  const query = useQuery({
    ...daysQuery({ by: "item", ...of, from: start, to: toIso }),
    enabled: to - from <= MOST_DAYS * DAY,
    placeholderData: keepPreviousData,
  });
  const zone = sourceId === null ? timeZone : (sourceZones[sourceId] ?? timeZone);
  const bounds = (query.data?.days ?? []).map((day) => {
    const { from, to } = backupDayBounds(day, dayStartsAt, zone);
    return { from: Date.parse(from), to: Date.parse(to) };
  });
  return { days: query.data, bounds };
}
