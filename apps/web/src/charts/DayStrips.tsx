import type { Days } from "@lastgood/proxy/contract";
import { memo, useEffect, useRef } from "react";
import { formatDay } from "../lib/format.ts";
import { useGrowing } from "../lib/stage.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import cells from "./Cells.module.css";
import { blocksOf } from "./Cells.tsx";
import { describeCell, troubledShare } from "./DayCell.tsx";
import styles from "./DayStrips.module.css";

type Row = Days["rows"][number];

/** CSS pixels. */
const STEP = 7;
const WIDTH = 6;
const HEIGHT = 16;

/** Drawn before all others: as many as a large window shows. */
const FIRST_ROWS = 100;

/**
 * Days of very many things at once, in as many columns as fit. A thousand rows of thirty days are drawn of some thousand
 * shapes, not of thirty thousand: a strip has one for each way that its cells look, and one pair of handlers serves all.
 */
export function DayStrips({
  days,
  hrefOf,
  dayHrefOf,
  onOpen,
}: {
  days: Days;
  /** Where a row's name leads. */
  hrefOf: (row: Row) => string;
  /** Where a cell leads; null where all of a row lead where its name does. */
  dayHrefOf: ((row: Row, day: string) => string) | null;
  onOpen: (href: string) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const drawn = useGrowing(FIRST_ROWS, days.rows.length, days.rows.length);
  useEffect(() => {
    const element = list.current;
    const hit = ({ target, clientX }: MouseEvent) => {
      const at = (target as Element).closest("a");
      const strip = (target as Element).closest("svg");
      const row = days.rows[Number(at?.parentElement?.dataset["row"])];
      const day = strip === null ? -1 : Math.floor((clientX - strip.getBoundingClientRect().left) / STEP);
      return { at, row, day };
    };
    const open = (event: MouseEvent) => {
      const { row, day } = hit(event);
      if (row === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const name = days.days[day];
      onOpen(name === undefined || dayHrefOf === null ? hrefOf(row) : dayHrefOf(row, name));
    };
    const tell = (event: MouseEvent) => {
      const { at, row, day } = hit(event);
      const cell = row?.cells[day];
      if (cell === undefined) at?.removeAttribute("title");
      else at?.setAttribute("title", `${formatDay(days.days[day] ?? "")}: ${describeCell(cell)}`);
    };
    element?.addEventListener("click", open);
    element?.addEventListener("mousemove", tell);
    return () => {
      element?.removeEventListener("click", open);
      element?.removeEventListener("mousemove", tell);
    };
  });
  return (
    <ol ref={list} className={styles.rows}>
      {days.rows.slice(0, drawn).map((row, index) => (
        <StripRow key={row.id} row={row} index={index} href={hrefOf(row)} />
      ))}
    </ol>
  );
}

const StripRow = memo(function StripRow({ row, index, href }: { row: Row; index: number; href: string }) {
  return (
    <li data-row={index}>
      <a href={href}>
        <bdi title={row.name ?? row.id}>{row.name ?? row.id}</bdi>
        <svg
          data-days={row.cells.length}
          width={row.cells.length * STEP}
          height={HEIGHT}
          role="img"
          aria-label={wordsOf(row)}
        >
          {pathsOf(row).map(([look, { tone, fill, d }]) => (
            <path
              key={look}
              d={d}
              className={fill === "solid" || fill === "line" ? cells.solid : cells.hollow}
              data-tone={tone}
              data-dashed={fill === "dashed"}
            />
          ))}
        </svg>
      </a>
    </li>
  );
});

interface Drawn {
  tone: string;
  fill: string;
  d: string;
}

/** One path for each look among a row's cells. */
function pathsOf(row: Row): [string, Drawn][] {
  const paths = new Map<string, Drawn>();
  row.cells.forEach((cell, day) => {
    for (const { kind, tall, floor } of blocksOf(cell.kind, HEIGHT, troubledShare(cell))) {
      const { tone, fill } = CELL_LOOK[kind];
      if (fill === "none") continue;
      const look = `${tone} ${fill}`;
      const drawn = paths.get(look) ?? { tone, fill, d: "" };
      // A line is drawn on both sides of an outline.
      const edge = fill === "solid" || fill === "line" ? 0 : 0.75;
      const [wide, high] = [WIDTH - 2 * edge, Math.max(0.5, tall - 2 * edge)];
      drawn.d += `M${day * STEP + edge} ${round(floor - edge)}v${-round(high)}h${wide}v${round(high)}z`;
      paths.set(look, drawn);
    }
  });
  return [...paths];
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

/** `2 failed, 28 fine`: how many days of each kind, by the worst of a day. */
function wordsOf({ cells: days }: Row): string {
  const counts = new Map<string, number>();
  for (const { kind } of days) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.entries(CELL_LOOK)
    .flatMap(([kind, { label }]) => (counts.has(kind) ? [`${counts.get(kind)} ${label}`] : []))
    .join(", ");
}
