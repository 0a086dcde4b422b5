import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatDay, formatShortDay } from "../lib/format.ts";
import { useGrowing } from "../lib/stage.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import { Cell } from "./Cells.tsx";
import { DayCell } from "./DayCell.tsx";
import styles from "./DayGrid.module.css";

const BLANK = "\u00a0";

type Row = Days["rows"][number];

/** More would hold up a slow machine: each is some hundred boxes. */
const ROWS_AT_ONCE = 3;

/**
 * Days by item, client, device or policy: a real table, so that it reads without sight. A cell leads to what it counts;
 * hundreds of them share one stop of the Tab key, from which arrow keys lead on.
 */
export function DayGrid({
  days,
  caption,
  renderName,
  hrefOf,
  onOpen,
}: {
  days: Days;
  caption: string;
  renderName: (row: Row) => ReactNode;
  /** Address of what the cells of a day count, for each of the rows. */
  hrefOf: (day: string) => (row: Row) => string;
  onOpen: (href: string) => void;
}) {
  const last = days.days.length - 1;
  const drawn = useGrowing(0, days.rows.length, ROWS_AT_ONCE);
  const columns = days.days.map((day) => ({ day, href: hrefOf(day), title: formatDay(day) }));
  return (
    <>
      <table className={styles.grid}>
        <caption className="sr">{caption}</caption>
        <colgroup>
          <col className={styles.names} />
          {columns.map(({ day }) => (
            <col key={day} />
          ))}
        </colgroup>
        <thead className="sr">
          <tr>
            <th scope="col">Name</th>
            {columns.map(({ day, title }) => (
              <th key={day} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.rows.map((row, place) => (
            <tr key={row.id}>
              <th scope="row">{renderName(row)}</th>
              {(place < drawn ? columns : []).map(({ day, href, title }, index) => {
                const cell = row.cells[index];
                if (cell === undefined) return <td key={day}>{BLANK}</td>;
                return (
                  <td key={day}>
                    <DayCell
                      {...{ day, title, cell, onOpen }}
                      href={href(row)}
                      isStop={place === 0 && index === last}
                      height={22}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        <tfoot aria-hidden="true">
          <tr>
            <td>{BLANK}</td>
            <td colSpan={Math.ceil((last + 1) / 2)}>{formatShortDay(days.days[0] ?? "")}</td>
            <td colSpan={Math.floor((last + 1) / 2)} className="num">
              {formatShortDay(days.days[last] ?? "")}
            </td>
          </tr>
        </tfoot>
      </table>
      <CellLegend days={days} />
    </>
  );
}

/** What the cells mean, those that are there. */
export function CellLegend({ days }: { days: Days }) {
  const present = new Set(
    days.rows.flatMap(({ cells }) => cells.flatMap(({ kind, counts }) => [kind, ...Object.keys(counts)])),
  );
  return (
    <p className={styles.legend} aria-hidden="true">
      {(Object.keys(CELL_LOOK) as CellKind[])
        .filter((kind) => present.has(kind) && CELL_LOOK[kind].fill !== "none")
        .map((kind) => (
          <span key={kind}>
            <svg viewBox="0 0 9 22" width="6" height="14">
              <Cell kind={kind} x={0} width={8} height={22} />
            </svg>{" "}
            {CELL_LOOK[kind].label}
          </span>
        ))}
    </p>
  );
}
