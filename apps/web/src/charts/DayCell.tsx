import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatCount } from "../lib/format.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import cells from "./Cells.module.css";
import { blocksOf } from "./Cells.tsx";
import { moveInGrid } from "./grid-keys.ts";

type Cell = Days["rows"][number]["cells"][number];

/** A day in a table of days: it leads to what it counted, and arrow keys lead from it to the others. */
export function DayCell({
  day,
  title,
  cell,
  href,
  isStop,
  height,
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
  /** CSS pixels; the table's style says how wide. */
  height: number;
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
      <CellBox cell={cell} height={height} />
    </a>
  );
}

/** As `MixedCell` draws it, of plain boxes: to a browser each drawing is a page of its own, and there are hundreds. */
function CellBox({ cell, height }: { cell: Cell; height: number }) {
  const blocks = blocksOf(cell.kind, height, troubledShare(cell));
  return (
    <span className={cells.box} style={{ height }} aria-hidden="true">
      {blocks.toReversed().map(({ kind, tall, floor }, place) => {
        const { tone, fill } = CELL_LOOK[kind];
        const above = place === 0 ? 0 : (blocks.at(-place)?.floor ?? 0);
        return (
          <i
            key={floor}
            data-tone={tone}
            data-fill={fill}
            style={{ height: tall, marginTop: floor - tall - above }}
          />
        );
      })}
    </span>
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
