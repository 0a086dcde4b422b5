import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useRef } from "react";
import type { Tone } from "../lib/status-look.ts";
import styles from "./Grid.module.css";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
type Features = typeof features;
const BLANK = "\u00a0";

/** A column of a grid; `sort` is the server's key, `size` in CSS pixels. */
export interface GridColumn<Row> {
  id: string;
  header: string;
  size: number;
  cell: (row: Row) => ReactNode;
  sort?: string;
  numeric?: boolean;
}

interface GridProps<Row> {
  caption: string;
  columns: readonly GridColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Marks and tints a row. */
  rowTone: (row: Row) => Tone | null;
  /** The chosen row: its drawer is open. */
  isCurrent?: (row: Row) => boolean;
  onRow?: (row: Row) => void;
  /** The server's sort key, `-` before it for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  compact?: boolean;
  /** Asked for when the last rows come into sight. */
  onEnd: () => void;
  /** All rows that the server counts; for a screen reader. */
  total: number;
  /** Stands under the last row: more is coming, or could not be read. */
  foot?: ReactNode;
}

/** Rows are drawn only while in sight, in a table that reads as one; the columns' widths are the viewer's. */
export function Grid<Row extends object>(props: GridProps<Row>) {
  const { columns, rows, compact = false, onEnd } = props;
  const height = compact ? 28 : 38;
  const scroller = useRef<HTMLDivElement>(null);
  const table = useTable<Features, Row>({
    features,
    columns: toDefs(columns),
    data: rows as Row[],
    getRowId: props.rowKey,
    columnResizeMode: "onChange",
  });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    initialRect: { width: 1200, height: 800 },
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastShown >= rows.length - 30) onEnd();
  }, [lastShown, rows.length, onEnd]);

  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div className={styles.scroller} ref={scroller} data-compact={compact} tabIndex={-1}>
      <table aria-rowcount={props.total + 1} style={{ minWidth: table.getTotalSize() }}>
        <caption className="sr">{props.caption}</caption>
        <colgroup>
          {table.getAllLeafColumns().map((column) => (
            <col key={column.id} style={{ width: column.getSize() }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {table.getFlatHeaders().map((header, index) => {
              const column = columns[index];
              if (column === undefined) return null;
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={column.numeric ? "num" : undefined}
                  aria-sort={ariaSort(column.sort, props.sort)}
                >
                  <SortButton column={column} sort={props.sort} onSort={props.onSort} />
                  <i
                    className={styles.handle}
                    aria-hidden="true"
                    onMouseDown={header.getResizeHandler()}
                    onTouchStart={header.getResizeHandler()}
                  />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={columns.length} className={styles.gap} style={{ height: above }}>
                {BLANK}
              </td>
            </tr>
          ) : null}
          {shown.map(({ index, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <GridRow
                key={key}
                row={row}
                index={index}
                columns={columns}
                height={height}
                tone={props.rowTone(row)}
                isCurrent={props.isCurrent?.(row) ?? false}
                onRow={props.onRow}
              />
            );
          })}
          {below > 0 ? (
            <tr aria-hidden="true">
              <td colSpan={columns.length} className={styles.gap} style={{ height: below }}>
                {BLANK}
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {props.foot}
    </div>
  );
}

interface GridRowProps<Row> {
  row: Row;
  index: number;
  columns: readonly GridColumn<Row>[];
  height: number;
  tone: Tone | null;
  isCurrent: boolean;
  onRow: ((row: Row) => void) | undefined;
}

/** Drawn once while it stays in sight: scrolling draws only the rows that come. */
const GridRow = memo(function GridRow<Row extends object>(props: GridRowProps<Row>) {
  const { row, columns, onRow } = props;
  return (
    // The row's link does the same for the keyboard; the click is only a larger target for a pointer.
    <tr
      aria-rowindex={props.index + 2}
      data-tone={props.tone ?? undefined}
      data-current={props.isCurrent || undefined}
      onClick={(event) => {
        if (!(event.target as Element).closest("a, button")) onRow?.(row);
      }}
      style={{ height: props.height }}
    >
      {columns.map((column) => (
        <td key={column.id} className={column.numeric ? "num" : undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row extends object>(props: GridRowProps<Row>) => ReactNode;

function SortButton<Row>({
  column,
  sort,
  onSort,
}: {
  column: GridColumn<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const key = column.sort;
  if (key === undefined || onSort === undefined) return column.header;
  const arrow = sort === key ? " ↑" : sort === `-${key}` ? " ↓" : "";
  return (
    <button
      type="button"
      className={styles.sort}
      onClick={() => onSort(sort === `-${key}` ? key : `-${key}`)}
    >
      {column.header}
      <span aria-hidden="true">{arrow}</span>
    </button>
  );
}

function ariaSort(key: string | undefined, sort: string | undefined) {
  if (key === undefined) return undefined;
  return sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none";
}

const defs = new WeakMap<object, ColumnDef<Features, never>[]>();

/** One set of definitions a list of columns: new ones would make the table forget its widths. */
function toDefs<Row extends object>(columns: readonly GridColumn<Row>[]): ColumnDef<Features, Row>[] {
  const known = defs.get(columns) as ColumnDef<Features, Row>[] | undefined;
  if (known !== undefined) return known;
  const fresh: ColumnDef<Features, Row>[] = columns.map((column) => ({
    id: column.id,
    header: column.header,
    size: column.size,
    minSize: 48,
  }));
  defs.set(columns, fresh as unknown as ColumnDef<Features, never>[]);
  return fresh;
}
