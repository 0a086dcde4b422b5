import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { useNarrow } from "../lib/narrow.ts";
import type { Tone } from "../lib/status-look.ts";
import styles from "./Grid.module.css";
import { GridHead } from "./GridHead.tsx";
import { GridRow } from "./GridRow.tsx";
import type { GridColumn } from "./grid-column.ts";
import type { Columns } from "./use-columns.ts";
import { usePlacing } from "./use-placing.ts";
import { type Fold, useRowFocus } from "./use-row-focus.ts";

const BLANK = "\u00a0";
const HEADER_HEIGHT = 31;
/** Rows that come and go together: most frames of a slow scroll then change nothing. */
const CHUNK = 4;

interface GridProps<Row> {
  caption: string;
  columns: Columns<Row>;
  /** A whole row in two lines, for screens too narrow for columns. */
  card: GridColumn<Row>;
  rows: readonly Row[];
  /** One and the same function, as `foldOf` is: rows are looked up by it. */
  rowKey: (row: Row) => string;
  /** Marks and tints a row. */
  rowTone: (row: Row) => Tone | null;
  foldOf?: (row: Row) => Fold;
  /** The chosen row: its drawer is open. */
  isCurrent?: (row: Row) => boolean;
  onRow?: (row: Row) => void;
  /** The server's sort key, `-` before it for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  compact?: boolean;
  /** Another list starts at its top: what the rows are of, its filters and order. */
  of: string;
  /** Asked for when the last rows come into sight. */
  onEnd: () => void;
  /** All rows that the server counts; for a screen reader. */
  total: number;
  /** Stands under the last row: more is coming, or could not be read. */
  foot?: ReactNode;
}

/** Rows are drawn only while in sight, in a table that reads as one; its columns are the viewer's. */
export function Grid<Row extends object>(props: GridProps<Row>) {
  const { rows, compact = false, onEnd, card } = props;
  const isCards = useNarrow();
  const height = isCards ? 60 : compact ? 28 : 38;
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(
    () => (isCards ? [card] : props.columns.shown),
    [isCards, card, props.columns.shown],
  );
  const placing = usePlacing(columns, isCards ? null : props.columns);
  const focus = useRowFocus({ rows, rowKey: props.rowKey, foldOf: props.foldOf, scroller });
  const { index: kept } = focus;
  const rangeExtractor = useCallback(
    (range: Range) => {
      const found = defaultRangeExtractor(wholeChunks(range));
      if (kept === -1 || found.includes(kept)) return found;
      return [...found, kept].toSorted((a, b) => a - b);
    },
    [kept],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    initialRect: { width: 1200, height: 800 },
    // The header lies over the first rows, so that as much is out of sight at the end.
    scrollPaddingEnd: isCards ? 0 : HEADER_HEIGHT,
    rangeExtractor,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [props.of]);
  const shown = virtual.getVirtualItems();
  const lastInSight = virtual.range?.endIndex ?? -1;
  useEffect(() => {
    if (lastInSight >= rows.length - 42) onEnd();
  }, [lastInSight, rows.length, onEnd]);

  const gap = (to: number, from: number) =>
    to > from ? (
      <tr aria-hidden="true">
        <td colSpan={columns.length} className={styles.gap} style={{ height: to - from }}>
          {BLANK}
        </td>
      </tr>
    ) : null;
  return (
    <div
      className={styles.scroller}
      ref={scroller}
      data-compact={compact}
      data-cards={isCards || undefined}
      tabIndex={-1}
    >
      {/* What happens in a row comes up to here. */}
      <div
        role="presentation"
        onFocus={focus.onFocus}
        onKeyDown={(event) => focus.onKeyDown(event, (index) => virtual.scrollToIndex(index))}
      >
        <table aria-rowcount={props.total + 1} aria-colcount={columns.length} style={placing.style}>
          <caption className="sr">{props.caption}</caption>
          <colgroup>
            {columns.map(({ id }) => (
              <col key={id} style={{ width: id === placing.growing ? "auto" : placing.widthOf(id) }} />
            ))}
          </colgroup>
          <GridHead
            columns={columns}
            layout={props.columns.layout}
            onLayout={props.columns.setLayout}
            widthOf={placing.widthOf}
            pins={placing.pins}
            onDraw={placing.onDraw}
            sort={props.sort}
            onSort={props.onSort}
          />
          <tbody>
            {shown.map(({ index, start }, i) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <Fragment key={props.rowKey(row)}>
                  {gap(start, shown[i - 1]?.end ?? 0)}
                  <GridRow
                    row={row}
                    index={index}
                    columns={columns}
                    pins={placing.pins}
                    height={height}
                    tone={props.rowTone(row)}
                    isCurrent={props.isCurrent?.(row) ?? false}
                    isActive={index === kept}
                    onRow={props.onRow}
                  />
                </Fragment>
              );
            })}
            {gap(virtual.getTotalSize(), shown.at(-1)?.end ?? 0)}
          </tbody>
        </table>
      </div>
      {props.foot}
    </div>
  );
}

function wholeChunks(range: Range): Range {
  const { startIndex, endIndex, count } = range;
  return {
    ...range,
    startIndex: Math.floor(startIndex / CHUNK) * CHUNK,
    endIndex: Math.min(count, Math.ceil((endIndex + 1) / CHUNK) * CHUNK) - 1,
  };
}
