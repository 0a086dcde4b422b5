import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { MouseEvent, ReactNode } from "react";
import { formatDay, formatShortDay } from "../lib/format.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import { Cell, MixedCell } from "./Cells.tsx";
import styles from "./DayGrid.module.css";

const BLANK = "\u00a0";

type Row = Days["rows"][number];

/**
 * Days by item, client, device or policy: a real table, so that it reads without sight. A cell leads to what it counts;
 * hundreds of them share one handler, and the keyboard goes by the rows' names instead.
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
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(event.currentTarget.getAttribute("href") ?? "");
  };
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
          {days.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{renderName(row)}</th>
              {columns.map(({ day, href, title }, index) => {
                const cell = row.cells[index];
                if (cell === undefined) return <td key={day}>{BLANK}</td>;
                const words = `${title}: ${describeCell(cell)}`;
                return (
                  <td key={day}>
                    <a href={href(row)} title={words} aria-label={words} tabIndex={-1} onClick={open}>
                      <svg viewBox="0 0 9 22" width="9" height="22" aria-hidden="true">
                        <MixedCell
                          kind={cell.kind}
                          x={0}
                          width={8}
                          height={22}
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

const QUIET: readonly CellKind[] = ["ok", "not-yet-due", "not-expected", "before-first"];

/** The share of a cell's items that are in trouble, 0 to 1. */
export function troubledShare({ counts }: Row["cells"][number]): number {
  let [all, troubled] = [0, 0];
  for (const kind of Object.keys(CELL_LOOK) as CellKind[]) {
    const count = counts[kind] ?? 0;
    all += count;
    if (!QUIET.includes(kind)) troubled += count;
  }
  return all === 0 ? 1 : troubled / all;
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

/** What a cell counted, in words: `1 failed, 3 fine`. */
export function describeCell(cell: Row["cells"][number]): string {
  const told = (Object.keys(CELL_LOOK) as CellKind[])
    .filter((kind) => (cell.counts[kind] ?? 0) > 0)
    .map((kind) => `${cell.counts[kind]} ${CELL_LOOK[kind].label}`);
  return told.length === 0 ? CELL_LOOK[cell.kind].label : told.join(", ");
}
