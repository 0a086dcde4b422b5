import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { LEAST_WIDTH, MOST_WIDTH } from "./column-layout.ts";
import styles from "./Grid.module.css";

const STEP = 16;
/** A text that ends at the cell's very edge would be cut by a rounding. */
const SPARE = 2;

/** The edge between two headers: drawn by a pointer or moved by the arrow keys, it makes its column wider. */
export function ColumnEdge({
  name,
  width,
  onDraw,
  onWidth,
}: {
  name: string;
  /** In CSS pixels, as are all widths here. */
  width: number;
  /** While a pointer draws it; null when that came to nothing. */
  onDraw: (width: number | null) => void;
  onWidth: (width: number) => void;
}) {
  const from = useRef<{ x: number; width: number; now: number } | null>(null);
  const drawn = (event: PointerEvent) => {
    if (from.current === null) return null;
    const to = from.current.width + event.clientX - from.current.x;
    from.current.now = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, to));
    return from.current.now;
  };
  const fit = (edge: Element) => {
    const fitting = fittingWidth(edge);
    if (fitting !== null) onWidth(fitting);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) fit(event.currentTarget);
    else onWidth(width + by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line cannot be moved
    <span
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={Math.round(width)}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      aria-valuetext={`${Math.round(width)} pixels`}
      title="Drag, or use the arrow keys; a double click fits what stands in it"
      className={styles.handle}
      // The header around it is dragged to another place; its edge is not.
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const shown = event.currentTarget.closest("th")?.getBoundingClientRect().width ?? width;
        from.current = { x: event.clientX, width: shown, now: shown };
      }}
      onPointerMove={(event) => {
        const to = drawn(event);
        if (to !== null) onDraw(to);
      }}
      onPointerUp={(event) => {
        const start = from.current?.width;
        const to = drawn(event);
        from.current = null;
        if (to !== null && start !== to) onWidth(to);
        else onDraw(null);
      }}
      onPointerCancel={() => {
        from.current = null;
        onDraw(null);
      }}
      onDoubleClick={(event) => fit(event.currentTarget)}
      onKeyDown={onKeyDown}
    />
  );
}

/** How wide the drawn cells under an edge want to be: measured with the table let loose, before anything is painted. */
function fittingWidth(edge: Element): number | null {
  const [header, table] = [edge.closest("th"), edge.closest("table")];
  if (header === null || table === null) return null;
  table.dataset.measured = "true";
  const { width } = header.getBoundingClientRect();
  delete table.dataset.measured;
  return Math.ceil(width) + SPARE;
}
