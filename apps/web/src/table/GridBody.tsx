import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  memo,
  type ReactNode,
  type Ref,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
} from "react";
import type { Tone } from "../lib/status-look.ts";
import { AS_TABLE } from "./as-table.ts";
import { GridRow } from "./GridRow.tsx";
import type { GridColumn } from "./grid-column.ts";
import type { Pin } from "./use-placing.ts";

/** Rows that come and go together: most frames of a slow scroll then change nothing. */
const CHUNK = 4;
/** Beyond what is in sight, so that none is missing while it is scrolled; fewer where another list has just come. */
const OVERSCAN = 8;
const FIRST_OVERSCAN = 1;
/** The next page is asked for when fewer rows than these follow. */
const AHEAD = 42;

interface GridBodyProps<Row> {
  ref: Ref<{ scrollTo(index: number): void }>;
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTone: (row: Row) => Tone | null;
  isCurrent: ((row: Row) => boolean) | undefined;
  onRow: ((row: Row) => void) | undefined;
  columns: readonly GridColumn<Row>[];
  pins: readonly Pin[];
  /** Of a row, CSS pixels. */
  height: number;
  /** Of what lies over the first rows, CSS pixels. */
  covered: number;
  /** The row that stays drawn wherever the list is scrolled to; -1 for none. */
  kept: number;
  onEnd: () => void;
}

/** The rows in sight, each where it belongs: those that come and go move no other. Scrolling draws nothing but this. */
export const GridBody = memo(function GridBody<Row extends object>(props: GridBodyProps<Row>) {
  const { rows, height, kept, onEnd, scroller } = props;
  const rangeExtractor = useCallback(
    (range: Range) => {
      const found = defaultRangeExtractor(wholeChunks(range));
      if (kept === -1 || found.includes(kept)) return found;
      return [...found, kept].toSorted((a, b) => a - b);
    },
    [kept],
  );
  const first = rows[0] === undefined ? null : props.rowKey(rows[0]);
  const isNew = useDeferredValue(first, null) !== first;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: isNew ? FIRST_OVERSCAN : OVERSCAN,
    initialRect: { width: 1200, height: 800 },
    // As much is out of sight at the end.
    scrollPaddingEnd: props.covered,
    rangeExtractor,
  });
  useImperativeHandle(props.ref, () => ({ scrollTo: (index) => virtual.scrollToIndex(index) }), [virtual]);
  // Also once the scroller is there, which holds this: until then its height is a guess.
  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  const lastInSight = virtual.range?.endIndex ?? -1;
  useEffect(() => {
    if (lastInSight >= rows.length - AHEAD) onEnd();
  }, [lastInSight, rows.length, onEnd]);
  return (
    <tbody {...AS_TABLE.rowgroup} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <GridRow
            key={props.rowKey(row)}
            row={row}
            index={index}
            columns={props.columns}
            pins={props.pins}
            top={start}
            height={height}
            tone={props.rowTone(row)}
            isCurrent={props.isCurrent?.(row) ?? false}
            isActive={index === kept}
            onRow={props.onRow}
          />
        );
      })}
    </tbody>
  );
}) as <Row extends object>(props: GridBodyProps<Row>) => ReactNode;

function wholeChunks(range: Range): Range {
  const { startIndex, endIndex, count } = range;
  return {
    ...range,
    startIndex: Math.floor(startIndex / CHUNK) * CHUNK,
    endIndex: Math.min(count, Math.ceil((endIndex + 1) / CHUNK) * CHUNK) - 1,
  };
}
