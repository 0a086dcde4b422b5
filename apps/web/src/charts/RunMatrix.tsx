import type { CellKind, Days } from "@lastgood/proxy/contract";
import type { MouseEvent, ReactNode } from "react";
import { useClock } from "../lib/clock.tsx";
import { columnDay, formatAbsolute, plural } from "../lib/format.ts";
import { CELL_LOOK, type Look, STATUS_LOOK } from "../lib/status-look.ts";
import { Mark } from "../ui/Mark.tsx";
import { moveInGrid } from "./grid-keys.ts";
import { dayAt, type Span } from "./lanes.ts";
import { type Line, pointTone, type SeriesPoint } from "./points.ts";
import styles from "./RunMatrix.module.css";
import { type RunColumn, runColumns } from "./run-columns.ts";
import { useWidth } from "./use-width.ts";

/** CSS pixels: of the names, of a column at least and at most, and below which the window is a phone's. */
const NAMES = 210;
const NARROW_NAMES = 110;
const COLUMN = 28;
const WIDE_COLUMN = 44;
const NARROW = 660;

/** A policy's runs as columns, its items as rows: who failed in which run. A cell opens its session. */
export function RunMatrix({
  lines,
  days,
  bounds,
  renderLabel,
  hrefOf,
  onRun,
}: {
  /** Worst first. */
  lines: readonly Line[];
  /** A row an item; undefined while not read. */
  days: Days | undefined;
  bounds: readonly Span[];
  renderLabel: (line: Line) => ReactNode;
  hrefOf: (sessionId: string) => string;
  onRun: (sessionId: string) => void;
}) {
  const { now, zone } = useClock();
  const [ref, width] = useWidth<HTMLDivElement>(1100);
  const all = runColumns(lines, days, bounds);
  const names = width < NARROW ? NARROW_NAMES : NAMES;
  const columns = all.slice(-Math.max(7, Math.floor((width - names) / COLUMN)));
  const rows = new Map(days?.rows.map((row) => [row.id, row.cells]));
  // The newest cell of the worst item is where the Tab key stops.
  const first = columns.findLast(({ points }) => points.has(lines[0]?.id ?? ""));
  return (
    <div ref={ref} className={styles.scroll}>
      <table className={styles.matrix} style={{ maxWidth: names + columns.length * WIDE_COLUMN }}>
        <caption className="sr">Who failed in which run, worst item first, newest run last</caption>
        <thead>
          <tr>
            <th scope="col" style={{ width: names }}>
              <span className="sr">Item</span>
            </th>
            {columns.map((column, place) => (
              <th key={column.key} scope="col">
                <Head column={column} before={columns[place - 1]} zone={zone} now={now} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            <tr key={line.id}>
              <th scope="row">{renderLabel(line)}</th>
              {columns.map((column) => {
                const point = column.points.get(line.id);
                return (
                  <td key={column.key}>
                    {point === undefined ? (
                      <NoRun kind={rows.get(line.id)?.[dayAt(column.at, bounds)]?.kind} />
                    ) : (
                      <RunCell
                        point={point}
                        href={hrefOf(point.sessionId)}
                        words={`${line.name}, ${formatAbsolute(point.at, zone, now)}`}
                        isStop={row === 0 && column === first}
                        onRun={onRun}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.foot}>
        {columns.length < all.length
          ? `The newest ${columns.length} of ${plural(all.length, "run")} in this time. `
          : ""}
        {failedSentence(columns, lines)}
      </p>
    </div>
  );
}

function Head({
  column,
  before,
  zone,
  now,
}: {
  column: RunColumn;
  before: RunColumn | undefined;
  zone: string;
  now: number;
}) {
  const words = formatAbsolute(new Date(column.at).toISOString(), zone, now);
  const { weekday, day, month } = columnDay(column.at, zone);
  const monthBefore = before === undefined ? "" : columnDay(before.at, zone).month;
  return (
    <span className={styles.head} title={words}>
      <span className={styles.month}>{month === monthBefore ? "" : month}</span>
      <span>{weekday}</span>
      <b>{day}</b>
    </span>
  );
}

function RunCell({
  point,
  href,
  words,
  isStop,
  onRun,
}: {
  point: SeriesPoint;
  href: string;
  words: string;
  isStop: boolean;
  onRun: (sessionId: string) => void;
}) {
  const look = lookOf(point);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onRun(point.sessionId);
  };
  const text = `${words}: ${look.label}${point.flags.length > 0 ? ", flagged" : ""}`;
  return (
    <a
      href={href}
      data-cell={point.sessionId}
      data-tone={look.tone}
      tabIndex={isStop ? 0 : -1}
      title={text}
      aria-label={text}
      onClick={open}
      onKeyDown={moveInGrid}
    >
      <Mark shape={look.shape} className="tone" />
    </a>
  );
}

function lookOf(point: SeriesPoint): Look {
  const look = STATUS_LOOK[point.status];
  return pointTone(point) === "warning" ? { ...STATUS_LOOK.warning, label: look.label } : look;
}

/** An item that has no session in a run: missed, nothing known, or not due. */
function NoRun({ kind }: { kind: CellKind | undefined }) {
  if (kind !== "missed" && kind !== "no-data")
    return (
      <span className="faint" title="no session in this run">
        <span aria-hidden="true">·</span>
        <span className="sr">no session</span>
      </span>
    );
  const look = CELL_LOOK[kind];
  return (
    <span className={styles.absent} data-kind={kind} data-tone={look.tone} title={look.label}>
      <span className="sr">{look.label}</span>
    </span>
  );
}

/** `Failed: db-1 in 3 of 30 runs; web-2 in 1 of 30.` Says so, too, where none did. */
function failedSentence(columns: readonly RunColumn[], lines: readonly Line[]): string {
  const failed = lines
    .map(({ id, name }) => {
      const own = columns.flatMap(({ points }) => points.get(id) ?? []);
      return { name, all: own.length, bad: own.filter((point) => pointTone(point) === "failed").length };
    })
    .filter(({ bad }) => bad > 0)
    .toSorted((a, b) => b.bad - a.bad);
  if (failed.length === 0) return "None failed in the runs shown.";
  const told = failed.slice(0, 3).map(({ name, all, bad }) => `${name} in ${bad} of ${plural(all, "run")}`);
  const more = failed.length > 3 ? `; ${failed.length - 3} more` : "";
  return `Failed: ${told.join("; ")}${more}.`;
}
