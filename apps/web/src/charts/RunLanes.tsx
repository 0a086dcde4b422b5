import type { ReactNode } from "react";
import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, formatDuration, formatShortDay } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import { type Line, pointTone, type SeriesPoint } from "./points.ts";
import styles from "./RunLanes.module.css";
import { DAY, dayTicks } from "./scale.ts";
import { useWidth } from "./use-width.ts";

const HEIGHT = 24;

/** A lane an item: each run where it started, as wide as it took; taller where it is trouble. */
export function RunLanes({
  lines,
  from,
  to,
  renderLabel,
  onRun,
}: {
  /** Lines of durations in milliseconds. */
  lines: readonly Line[];
  from: number;
  to: number;
  renderLabel: (line: Line) => ReactNode;
  onRun: (sessionId: string) => void;
}) {
  const { zone } = useClock();
  const [ref, width] = useWidth<HTMLDivElement>(1100);
  const x = (t: number) => ((t - from) / (to - from)) * width;
  const ticks = dayTicks(from, to, zone, Math.max(2, Math.floor(width / 110)));
  return (
    <div className={styles.lanes}>
      {lines.map((line, index) => (
        <div key={line.id} className={styles.lane}>
          <div className={styles.label}>{renderLabel(line)}</div>
          <div ref={index === 0 ? ref : undefined} className={styles.track}>
            <svg width={width} height={HEIGHT} role="img" aria-label={describe(line)}>
              {ticks.map((tick) => (
                <line key={tick} className={styles.tick} x1={x(tick)} x2={x(tick)} y1={0} y2={HEIGHT} />
              ))}
              {line.points.map((point) => (
                <Run key={point.sessionId} point={point} x={x} to={to} onRun={onRun} />
              ))}
            </svg>
          </div>
        </div>
      ))}
      <div className={styles.lane} aria-hidden="true">
        <div className={styles.label} />
        <div className={styles.axis}>
          {ticks.map((tick) => (
            <span key={tick} data-last={x(tick) > width - 44} style={{ left: x(tick) }}>
              {formatShortDay(new Date(tick + DAY / 2).toISOString().slice(0, 10))}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function Run({
  point,
  x,
  to,
  onRun,
}: {
  point: SeriesPoint;
  x: (t: number) => number;
  to: number;
  onRun: (sessionId: string) => void;
}) {
  const { now, zone } = useClock();
  const start = Date.parse(point.at);
  const end = point.status === "running" ? Math.min(now, to) : start + (point.value ?? 0);
  const tone = pointTone(point) ?? "ok";
  const tall = tone === "ok" ? 0.45 : tone === "warning" ? 0.7 : 0.95;
  const look = STATUS_LOOK[point.status];
  return (
    <rect
      className={styles.run}
      data-tone={tone}
      data-running={point.status === "running" || point.status === "unknown"}
      x={x(start)}
      width={Math.max(3, x(end) - x(start))}
      y={HEIGHT * (1 - tall)}
      height={HEIGHT * tall}
      onClick={() => onRun(point.sessionId)}
    >
      <title>
        {look.label}, {formatAbsolute(point.at, zone, now)}, {formatDuration(point.value)}
      </title>
    </rect>
  );
}

function describe(line: Line): string {
  const bad = line.points.filter((point) => pointTone(point) === "failed").length;
  return `${line.name}: ${line.points.length} runs, ${bad} failed. The sessions below list them.`;
}
