import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useNarrow } from "../lib/narrow.ts";
import type { Tone } from "../lib/status-look.ts";
import { AS_TABLE } from "./as-table.ts";
import styles from "./Grid.module.css";
import { GridBody } from "./GridBody.tsx";
import { GridHead } from "./GridHead.tsx";
import type { GridColumn } from "./grid-column.ts";
import type { Columns } from "./use-columns.ts";
import { usePlacing } from "./use-placing.ts";
import { type Fold, useRowFocus } from "./use-row-focus.ts";

const HEADER_HEIGHT = 31;

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
  const body = useRef<{ scrollTo(index: number): void }>(null);
  const { of } = props;
  const shownOf = useRef(of);
  useEffect(() => {
    if (shownOf.current === of) return;
    shownOf.current = of;
    scroller.current?.scrollTo({ top: 0 });
  }, [of]);
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
        onKeyDown={(event) => focus.onKeyDown(event, (index) => body.current?.scrollTo(index))}
      >
        <table
          {...AS_TABLE.table}
          aria-rowcount={props.total + 1}
          aria-colcount={columns.length}
          style={placing.style}
        >
          <caption className="sr">{props.caption}</caption>
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
          <GridBody
            ref={body}
            scroller={scroller}
            rows={rows}
            rowKey={props.rowKey}
            rowTone={props.rowTone}
            isCurrent={props.isCurrent}
            onRow={props.onRow}
            columns={columns}
            pins={placing.pins}
            height={height}
            covered={isCards ? 0 : HEADER_HEIGHT}
            kept={focus.index}
            onEnd={onEnd}
          />
        </table>
      </div>
      {props.foot}
    </div>
  );
}
