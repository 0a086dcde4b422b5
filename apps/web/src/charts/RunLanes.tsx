import type { Days } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, formatDay, formatDuration, formatShortDay } from "../lib/format.ts";
import { CELL_LOOK, STATUS_LOOK } from "../lib/status-look.ts";
import { MixedCell } from "./Cells.tsx";
import { describeCell, troubledShare } from "./DayGrid.tsx";
import { absences, type Span } from "./lanes.ts";
import { type Line, pointTone, type SeriesPoint, usualGap } from "./points.ts";
import styles from "./RunLanes.module.css";
import { DAY, dayTicks } from "./scale.ts";
import { MAY_BE_THINNED } from "./sentence.ts";
import { useWidth } from "./use-width.ts";

const HEIGHT = 26;
const HATCH = "no-data-hatch";
/** A block is at least this share of the distance to the next one, and so many CSS pixels. */
const LEAST_SHARE = 0.25;
const [LEAST_WIDTH, ENOUGH_WIDTH] = [3, 9];

/**
 * A lane an item: each run where it began, as wide as it took, taller where it is trouble; missed nights hollow, and
 * hatched where nothing is known. Where a line may have been thinned, its lane is drawn of its days instead.
 */
export function RunLanes({
  lines,
  days,
  bounds,
  from,
  to,
  renderLabel,
  onRun,
  onDay,
}: {
  /** Lines of durations in milliseconds. */
  lines: readonly Line[];
  /** A row an item; undefined while not read. */
  days: Days | undefined;
  /** When each of those days begins and ends. */
  bounds: readonly Span[];
  from: number;
  to: number;
  renderLabel: (line: Line) => ReactNode;
  onRun: (sessionId: string) => void;
  /** A backup day of a line, where its lane is drawn of days. */
  onDay: (lineId: string, day: string) => void;
}) {
  const { zone } = useClock();
  const [ref, width] = useWidth<HTMLDivElement>(1100);
  const x = (t: number) => ((t - from) / (to - from)) * width;
  const ticks = dayTicks(from, to, zone, Math.max(2, Math.floor(width / 110)));
  return (
    <div className={styles.lanes}>
      <svg className="sr" aria-hidden="true">
        <defs>
          <pattern
            id={HATCH}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className={styles.hatch} width="2" height="6" />
          </pattern>
        </defs>
      </svg>
      {lines.map((line, index) => {
        const cells = days?.rows.find(({ id }) => id === line.id)?.cells ?? [];
        const byDay = line.points.length >= MAY_BE_THINNED && cells.length > 0;
        return (
          <div key={line.id} className={styles.lane}>
            <div className={styles.label}>{renderLabel(line)}</div>
            <div ref={index === 0 ? ref : undefined} className={styles.track}>
              <svg
                width={width}
                height={HEIGHT}
                viewBox={`0 0 ${width} ${HEIGHT}`}
                role="img"
                aria-label={describe(line, cells)}
              >
                {ticks.map((tick) => (
                  <line key={tick} className={styles.tick} x1={x(tick)} x2={x(tick)} y1={0} y2={HEIGHT} />
                ))}
                {byDay ? (
                  <LaneOfDays
                    cells={cells}
                    days={days?.days ?? []}
                    bounds={bounds}
                    x={x}
                    onDay={(day) => onDay(line.id, day)}
                  />
                ) : (
                  <>
                    <Absences cells={cells} bounds={bounds} x={x} zone={zone} />
                    {line.points.map((point) => (
                      <Run
                        key={point.sessionId}
                        point={point}
                        x={x}
                        to={to}
                        least={leastWidth(((usualGap(line.points) ?? DAY) / (to - from)) * width)}
                        onRun={onRun}
                      />
                    ))}
                  </>
                )}
              </svg>
            </div>
          </div>
        );
      })}
      <div className={styles.lane} aria-hidden="true">
        <div className={styles.label} />
        <div className={styles.axis}>
          {ticks.map((tick) => (
            <span key={tick} data-last={x(tick) > width - 44} style={{ left: `${(x(tick) / width) * 100}%` }}>
              {formatShortDay(new Date(tick + DAY / 2).toISOString().slice(0, 10))}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function leastWidth(distance: number): number {
  return Math.min(ENOUGH_WIDTH, Math.max(LEAST_WIDTH, distance * LEAST_SHARE));
}

type Cells = Days["rows"][number]["cells"];
type Scale = (t: number) => number;

function Run({
  point,
  x,
  to,
  least,
  onRun,
}: {
  point: SeriesPoint;
  x: Scale;
  to: number;
  /** CSS pixels. */
  least: number;
  onRun: (sessionId: string) => void;
}) {
  const { now, zone } = useClock();
  const start = Date.parse(point.at);
  const isRunning = point.status === "running";
  const end = isRunning ? Math.min(now, to) : start + (point.value ?? 0);
  const tone = pointTone(point) ?? "ok";
  const tall = tone === "ok" ? 0.45 : tone === "warning" ? 0.7 : 0.95;
  const look = STATUS_LOOK[point.status];
  const [left, wide, top] = [x(start), Math.max(least, x(end) - x(start)), HEIGHT * (1 - tall)];
  return (
    <g className={styles.run} data-tone={tone} onClick={() => onRun(point.sessionId)}>
      <title>
        {look.label}, {formatAbsolute(point.at, zone, now)}, {formatDuration(point.value)}
      </title>
      {isRunning ? (
        // Without a right edge: nobody knows its end.
        <path
          className={styles.open}
          d={`M${left + wide} ${top}H${left + 0.75}V${HEIGHT - 0.75}H${left + wide}`}
        />
      ) : (
        <rect
          className={point.status === "unknown" ? styles.unknown : styles.block}
          x={left}
          width={wide}
          y={top}
          height={HEIGHT * tall}
        />
      )}
      <rect className={styles.target} x={left - 4} width={wide + 8} y={0} height={HEIGHT} />
    </g>
  );
}

function Absences({
  cells,
  bounds,
  x,
  zone,
}: {
  cells: Cells;
  bounds: readonly Span[];
  x: Scale;
  zone: string;
}) {
  const { now } = useClock();
  return absences(cells, bounds).map(({ kind, from, to }) => {
    const words = `${CELL_LOOK[kind].label}: ${formatAbsolute(new Date(from).toISOString(), zone, now)} to ${formatAbsolute(new Date(to).toISOString(), zone, now)}`;
    if (kind === "no-data") {
      return (
        <rect
          key={from}
          fill={`url(#${HATCH})`}
          x={x(from)}
          width={x(to) - x(from)}
          y={HEIGHT * 0.3}
          height={HEIGHT * 0.7}
        >
          <title>{words}</title>
        </rect>
      );
    }
    const wide = Math.min(8, Math.max(4, (x(to) - x(from)) * 0.3));
    return (
      <rect
        key={from}
        className={styles.missed}
        data-tone={CELL_LOOK.missed.tone}
        x={x((from + to) / 2) - wide / 2}
        width={wide}
        y={1.5}
        height={HEIGHT - 3}
      >
        <title>{words}</title>
      </rect>
    );
  });
}

function LaneOfDays({
  cells,
  days,
  bounds,
  x,
  onDay,
}: {
  cells: Cells;
  days: readonly string[];
  bounds: readonly Span[];
  x: Scale;
  onDay: (day: string) => void;
}) {
  return cells.map((cell, place) => {
    const [at, day] = [bounds[place], days[place]];
    if (at === undefined || day === undefined) return null;
    const wide = x(at.to) - x(at.from);
    const shown = Math.max(1, Math.min(wide * 0.8, 14));
    return (
      <g key={day} className={styles.run} onClick={() => onDay(day)}>
        <title>{`${formatDay(day)}: ${describeCell(cell)}`}</title>
        <rect className={styles.target} x={x(at.from)} width={wide} y={0} height={HEIGHT} />
        <MixedCell
          kind={cell.kind}
          x={x(at.from) + (wide - shown) / 2}
          width={shown}
          height={HEIGHT}
          troubled={troubledShare(cell)}
        />
      </g>
    );
  });
}

function describe(line: Line, cells: Cells): string {
  const bad = line.points.filter((point) => pointTone(point) === "failed").length;
  const missed = cells.filter(({ kind }) => kind === "missed").length;
  const also = missed > 0 ? `, ${missed} missed` : "";
  return `${line.name}: ${line.points.length} runs, ${bad} failed${also}. The sessions below list them.`;
}
