import type { Days } from "@lastgood/proxy/contract";
import type { MouseEvent } from "react";
import { formatDay } from "../lib/format.ts";
import { MixedCell } from "./Cells.tsx";
import { calendarWeeks, formatMonth, weekdayNames } from "./calendar.ts";
import { CellLegend, describeCell, troubledShare } from "./DayGrid.tsx";
import { moveInGrid } from "./grid-keys.ts";
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
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(event.currentTarget.getAttribute("href") ?? "");
  };
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
                    const words = `${formatDay(day)}: ${describeCell(cell)}`;
                    return (
                      <td key={names[place]}>
                        <a
                          href={hrefOf(day)}
                          data-cell={day}
                          data-today={day === last}
                          // One stop a month: its first day that has a cell.
                          tabIndex={isFirst(day, days.days) ? 0 : -1}
                          title={words}
                          aria-label={words}
                          onClick={open}
                          onKeyDown={moveInGrid}
                        >
                          <span>{Number(day.slice(8))}</span>
                          <svg
                            viewBox="0 0 26 20"
                            preserveAspectRatio="none"
                            className={styles.cell}
                            aria-hidden="true"
                          >
                            <MixedCell
                              kind={cell.kind}
                              x={0}
                              width={26}
                              height={20}
                              troubled={troubledShare(cell)}
                            />
                          </svg>
                        </a>
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
