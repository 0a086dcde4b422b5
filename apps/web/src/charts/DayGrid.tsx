import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatDay, formatShortDay } from "../lib/format.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import { Cell } from "./Cells.tsx";
import styles from "./DayGrid.module.css";

type Row = Days["rows"][number];

/**
 * Days by item, client, device or policy: a real table, so that it reads without sight. `renderCell` wraps a cell in a
 * link to what it counts.
 */
export function DayGrid({
  days,
  caption,
  renderName,
  renderCell,
}: {
  days: Days;
  caption: string;
  renderName: (row: Row) => ReactNode;
  renderCell: (row: Row, day: string, title: string, mark: ReactNode) => ReactNode;
}) {
  const last = days.days.length - 1;
  return (
    <table className={styles.grid}>
      <caption className="sr">{caption}</caption>
      <colgroup>
        <col className={styles.names} />
        {days.days.map((day) => (
          <col key={day} />
        ))}
      </colgroup>
      <thead className="sr">
        <tr>
          <th scope="col">Name</th>
          {days.days.map((day) => (
            <th key={day} scope="col">
              {formatDay(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{renderName(row)}</th>
            {row.cells.map((cell, index) => {
              const day = days.days[index] ?? "";
              const title = `${formatDay(day)}: ${describe(cell)}`;
              return (
                <td key={day}>
                  {renderCell(
                    row,
                    day,
                    title,
                    <svg viewBox="0 0 9 22" width="9" height="22" aria-hidden="true">
                      <Cell kind={cell.kind} x={0} width={8} height={22} />
                    </svg>,
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td />
          <td colSpan={Math.ceil((last + 1) / 2)}>{formatShortDay(days.days[0] ?? "")}</td>
          <td colSpan={Math.floor((last + 1) / 2)} className="num">
            {formatShortDay(days.days[last] ?? "")}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function describe(cell: Row["cells"][number]): string {
  const told = (Object.keys(CELL_LOOK) as CellKind[])
    .filter((kind) => (cell.counts[kind] ?? 0) > 0)
    .map((kind) => `${cell.counts[kind]} ${CELL_LOOK[kind].label}`);
  return told.length === 0 ? CELL_LOOK[cell.kind].label : told.join(", ");
}
