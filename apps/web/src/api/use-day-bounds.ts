import { useQuery } from "@tanstack/react-query";
import type { DayBounds } from "../lib/day-sessions.ts";
import { NO_ZONES, zonesOf } from "../lib/zone.ts";
import { aboutQuery, overviewQuery } from "./queries.ts";

/** Where backup days begin, as the server and its sources tell it. */
export function useDayBounds(): DayBounds {
  const { data: about } = useQuery(aboutQuery());
  const { data: sourceZones = NO_ZONES } = useQuery({
    ...overviewQuery(),
    select: ({ sources }) => zonesOf(sources),
  });
  return {
    dayStartsAt: about?.dayStartsAt ?? "12:00",
    timeZone: about?.timeZone ?? "UTC",
    sourceZones,
  };
}
