import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatCount } from "../lib/format.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import { MixedCell } from "./Cells.tsx";
import { moveInGrid } from "./grid-keys.ts";

type Cell = Days["rows"][number]["cells"][number];

/** A day in a table of days: it leads to what it counted, and arrow keys lead from it to the others. */
export function DayCell({
  day,
  title,
  cell,
  href,
  isStop,
  size: [width, height],
  gap = 0,
  onOpen,
  children,
}: {
  day: string;
  /** The day in words. */
  title: string;
  cell: Cell;
  href: string;
  /** The Tab key stops here. */
  isStop: boolean;
  /** Width and height; all of it is drawn as large as the styles of the table say. */
  size: readonly [number, number];
  /** Beside it, in the same units. */
  gap?: number;
  onOpen: (href: string) => void;
  /** Above what is drawn. */
  children?: ReactNode;
}) {
  const words = `${title}: ${describeCell(cell)}`;
  return (
    <a
      href={href}
      title={words}
      aria-label={words}
      data-cell={day}
      tabIndex={isStop ? 0 : -1}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(href);
      }}
      onKeyDown={moveInGrid}
    >
      {children}
      <svg viewBox={`0 0 ${width + gap} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <MixedCell kind={cell.kind} x={0} width={width} height={height} troubled={troubledShare(cell)} />
      </svg>
    </a>
  );
}

const QUIET: readonly CellKind[] = ["ok", "not-yet-due", "not-expected", "before-first"];

/** The share of a cell's items that are in trouble, 0 to 1. */
export function troubledShare({ counts }: Cell): number {
  let [all, troubled] = [0, 0];
  for (const kind of Object.keys(CELL_LOOK) as CellKind[]) {
    const count = counts[kind] ?? 0;
    all += count;
    if (!QUIET.includes(kind)) troubled += count;
  }
  return all === 0 ? 1 : troubled / all;
}

/** What a cell counted, in words: `1 failed, 3 fine`. */
export function describeCell(cell: Cell): string {
  const told = (Object.keys(CELL_LOOK) as CellKind[])
    .filter((kind) => (cell.counts[kind] ?? 0) > 0)
    .map((kind) => `${formatCount(cell.counts[kind] ?? 0)} ${CELL_LOOK[kind].label}`);
  return told.length === 0 ? CELL_LOOK[cell.kind].label : told.join(", ");
}
