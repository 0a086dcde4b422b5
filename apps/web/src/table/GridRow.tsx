import { memo, type ReactNode } from "react";
import type { Tone } from "../lib/status-look.ts";
import { AS_TABLE } from "./as-table.ts";
import type { GridColumn } from "./grid-column.ts";
import type { Pin } from "./use-placing.ts";

interface GridRowProps<Row> {
  row: Row;
  index: number;
  columns: readonly GridColumn<Row>[];
  pins: readonly Pin[];
  /** From the top of the first row, as `height` in CSS pixels. */
  top: number;
  height: number;
  tone: Tone | null;
  isCurrent: boolean;
  isActive: boolean;
  onRow: ((row: Row) => void) | undefined;
}

/** Drawn once while it stays in sight: scrolling draws only the rows that come. */
export const GridRow = memo(function GridRow<Row extends object>(props: GridRowProps<Row>) {
  const { row, columns, pins, onRow } = props;
  return (
    // The row's link does the same for the keyboard; the click is only a larger target for a pointer.
    <tr
      {...AS_TABLE.row}
      aria-rowindex={props.index + 2}
      tabIndex={-1}
      data-tone={props.tone ?? undefined}
      data-current={props.isCurrent || undefined}
      data-active={props.isActive || undefined}
      onClick={(event) => {
        if ((event.target as Element).closest("a, button")) return;
        event.currentTarget.querySelector<HTMLElement>("[data-row]")?.focus({ preventScroll: true });
        onRow?.(row);
      }}
      style={{ top: props.top, height: props.height }}
    >
      {columns.map((column, index) => {
        const pin = pins[index];
        return (
          <td
            key={column.id}
            {...AS_TABLE.cell}
            aria-colindex={index + 1}
            className={column.numeric ? "num" : undefined}
            data-pinned={pin === undefined ? undefined : pin.isEdge ? "edge" : "on"}
            style={pin?.style}
          >
            {column.cell(row)}
          </td>
        );
      })}
    </tr>
  );
}) as <Row extends object>(props: GridRowProps<Row>) => ReactNode;
