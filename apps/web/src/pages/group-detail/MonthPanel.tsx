import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { calendarWeeks, firstWeekday, formatMonth, shiftMonth } from "../../charts/calendar.ts";
import { MonthCalendar } from "../../charts/MonthCalendar.tsx";
import { useClock } from "../../lib/clock.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { viewerLocale } from "../../lib/locale.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { backupDayAt, backupDayBounds } from "../../lib/zone.ts";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";
import { useSeen } from "./use-seen.ts";

/** As many as a wide window has room for; a narrow one shows the newest of them. */
const MONTHS = 4;
/** CSS pixels of a week, and of all around the weeks: as high as it will be, so that what comes later moves nothing. */
const [WEEK_HEIGHT, REST_HEIGHT] = [42, 128];

/** The backup days of a device, policy or client as a calendar; a day opens its sessions. */
export function MonthPanel({
  by,
  id,
  month: asked,
}: {
  by: "device" | "policy" | "client";
  id: string;
  /** The newest month shown, `2026-11`; preset: the present one. */
  month: string | undefined;
}) {
  const { now } = useClock();
  const [ref, isSeen] = useSeen<HTMLElement>();
  // Months of every item of a large customer take a while, and are of no use until someone comes to them.
  const isWanted = by !== "client" || isSeen;
  const patch = usePatchSearch();
  const router = useRouter();
  const bounds = useDayBounds();
  const { dayStartsAt, timeZone } = bounds;
  const present = backupDayAt(now, dayStartsAt, timeZone).slice(0, 7);
  const month = asked === undefined || asked > present ? present : asked;
  const months = Array.from({ length: MONTHS }, (_, place) => shiftMonth(month, place - MONTHS + 1));
  const start = (one: string) => backupDayBounds(`${one}-01`, dayStartsAt, timeZone).from;
  const days = useQuery({
    ...daysQuery({
      by: "all",
      [by]: id,
      from: start(months[0] ?? month),
      // Its last moment: the next month's first day begins there.
      to:
        month === present
          ? undefined
          : new Date(Date.parse(start(shiftMonth(month, 1))) - 1000).toISOString(),
    }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
  const firstDay = firstWeekday(viewerLocale());
  const weeks = Math.max(...months.map((one) => calendarWeeks(one, firstDay).length));
  const go = (next: string) => patch({ month: next >= present ? undefined : next }, { replace: true });
  return (
    <section
      ref={ref}
      className={`panel ${styles.calendar}`}
      aria-labelledby="calendar"
      style={{ minHeight: REST_HEIGHT + WEEK_HEIGHT * weeks }}
    >
      <div className={styles.heading}>
        <h2 id="calendar">Calendar</h2>
        <button
          type="button"
          className="button"
          aria-label={`Back to ${formatMonth(shiftMonth(month, -1))}`}
          onClick={() => go(shiftMonth(month, -1))}
        >
          ‹
        </button>
        <button
          type="button"
          className="button"
          disabled={month === present}
          aria-label={
            month === present ? "This is the newest month" : `On to ${formatMonth(shiftMonth(month, 1))}`
          }
          onClick={() => go(shiftMonth(month, 1))}
        >
          ›
        </button>
      </div>
      {isWanted ? (
        <QueryFrame query={days} what="the calendar" lines={8}>
          {(data) => (
            <MonthCalendar
              months={months}
              days={data}
              firstWeekday={firstDay}
              hrefOf={(day) => daySessionsHref(day, bounds, by)({ id })}
              onOpen={(href) => router.history.push(href)}
            />
          )}
        </QueryFrame>
      ) : null}
    </section>
  );
}
