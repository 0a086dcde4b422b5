import type { Days } from "@lastgood/proxy/contract";
import { formatDay } from "../lib/format.ts";
import { calendarWeeks, formatMonth, weekdayNames } from "./calendar.ts";
import { DayCell } from "./DayCell.tsx";
import { CellLegend } from "./DayGrid.tsx";
import styles from "./MonthCalendar.module.css";

/** Months of backup days; a day opens its sessions. Arrow keys go from day to day. */
export function MonthCalendar({
  months,
  days,
  firstWeekday,
  hrefOf,
  onOpen,
}: {
  /** `2026-11`, oldest first. */
  months: readonly string[];
  /** One row, or none where nothing is protected; days that it lacks are only numbers. */
  days: Days;
  /** 1 Monday … 7 Sunday. */
  firstWeekday: number;
  hrefOf: (day: string) => string;
  onOpen: (href: string) => void;
}) {
  const cells = new Map(days.days.map((day, place) => [day, days.rows[0]?.cells[place]]));
  const names = weekdayNames(firstWeekday);
  const last = days.days.at(-1);
  return (
    <>
      <div className={styles.months}>
        {months.map((month) => (
          <table key={month} className={styles.month}>
            <caption>{formatMonth(month)}</caption>
            <thead>
              <tr>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {calendarWeeks(month, firstWeekday).map((week) => (
                <tr key={week.find((day) => day !== null)}>
                  {week.map((day, place) => {
                    const cell = day === null ? undefined : cells.get(day);
                    if (day === null || cell === undefined)
                      return (
                        <td key={names[place]} className="faint">
                          {day === null ? null : <span className={styles.plain}>{Number(day.slice(8))}</span>}
                        </td>
                      );
                    return (
                      <td key={names[place]} data-today={day === last}>
                        <DayCell
                          {...{ day, cell, onOpen }}
                          title={formatDay(day)}
                          href={hrefOf(day)}
                          // One stop a month: its first day that has a cell.
                          isStop={isFirst(day, days.days)}
                          height={20}
                        >
                          <span>{Number(day.slice(8))}</span>
                        </DayCell>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <CellLegend days={days} />
    </>
  );
}

function isFirst(day: string, days: readonly string[]): boolean {
  const before = days[days.indexOf(day) - 1];
  return before === undefined || before.slice(0, 7) !== day.slice(0, 7);
}
