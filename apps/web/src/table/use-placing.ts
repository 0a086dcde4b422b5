import {
  type ColumnDef,
  columnPinningFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type CSSProperties, useMemo, useState } from "react";
import { LEAST_WIDTH, MOST_WIDTH } from "./column-layout.ts";
import type { GridColumn } from "./grid-column.ts";
import type { Columns } from "./use-columns.ts";

const features = tableFeatures({ columnSizingFeature, columnPinningFeature });
type Features = typeof features;

/** What a cell of a pinned column needs to stay in sight; undefined for the others. */
export type Pin = { style: CSSProperties; isEdge: boolean } | undefined;

const NO_PINS: readonly Pin[] = [];
const NO_ROWS: never[] = [];

/** How wide each column is and what holds the pinned ones in sight; `from` is null where the columns are nobody's choice. */
export function usePlacing<Row extends object>(
  columns: readonly GridColumn<Row>[],
  from: Columns<Row> | null,
) {
  const layout = from?.layout;
  const [drawn, setDrawn] = useState<{ id: string; width: number } | null>(null);
  const [given, setGiven] = useState(layout);
  if (given !== layout) {
    setGiven(layout);
    setDrawn(null);
  }
  const pinned = layout?.filter((one) => one.pinned).map(({ id }) => id) ?? [];
  const own = Object.fromEntries(
    (layout ?? []).flatMap(({ id, width }) => (width === null ? [] : [[id, width] as const])),
  );
  const table = useTable<Features, Row>({
    features,
    columns: useMemo(() => toDefs(columns), [columns]),
    data: NO_ROWS,
    state: {
      columnSizing: drawn === null ? own : { ...own, [drawn.id]: drawn.width },
      columnPinning: { start: pinned, end: [] },
    },
  });
  const pins = useMemo(
    () =>
      pinned.length === 0
        ? NO_PINS
        : Array.from(
            { length: pinned.length },
            (_, i): Pin => ({ style: { left: `var(--pin-${i})` }, isEdge: i === pinned.length - 1 }),
          ),
    [pinned.length],
  );
  const total = table.getTotalSize();
  const isOwn = (id: string) => id === drawn?.id || Object.hasOwn(own, id);
  const growing = columns.find(({ id, grows }) => grows && !isOwn(id))?.id;
  // The offsets stand in the table, not in its cells: drawing a column wider draws no row anew.
  const offsets = pinned.map((id, i) => [`--pin-${i}`, `${table.getColumn(id)?.getStart("start") ?? 0}px`]);
  const sizeOf = (id: string) => table.getColumn(id)?.getSize() ?? 0;
  const tracks = columns.map(({ id }) =>
    id === growing ? `minmax(${sizeOf(id)}px, 1fr)` : `${sizeOf(id)}px`,
  );
  return {
    pins,
    style: {
      minWidth: total,
      width: growing === undefined ? total : "100%",
      "--columns": tracks.join(" "),
      ...Object.fromEntries(offsets),
    } as CSSProperties,
    widthOf: sizeOf,
    onDraw: setDrawn,
  };
}

function toDefs<Row extends object>(columns: readonly GridColumn<Row>[]): ColumnDef<Features, Row>[] {
  return columns.map(({ id, header, size }) => ({
    id,
    header,
    size,
    minSize: LEAST_WIDTH,
    maxSize: MOST_WIDTH,
  }));
}
