import type { Series } from "@lastgood/proxy/contract";
import styles from "./LittleChart.module.css";
import { PointMark } from "./PointMark.tsx";
import { formatValue, type Line, toDrawn, usualGap } from "./points.ts";
import { DAY } from "./scale.ts";

const HEIGHT = 58;
const TOP = 8;
const MARK = 9;

/** One line at the size of a stamp: its usual band, its runs, and marks for what was wrong with them. */
export function LittleChart({
  line,
  unit,
  from,
  to,
  greatest,
  kind,
  width,
  label,
}: {
  line: Line;
  unit: Series["unit"];
  from: number;
  to: number;
  /** The value at the upper edge. */
  greatest: number;
  kind: "lines" | "bars";
  /** CSS pixels. */
  width: number;
  /** Read out. */
  label: string;
}) {
  const drawn = toDrawn(line);
  const x = (t: number) => MARK / 2 + ((t - from) / (to - from)) * (width - MARK);
  const y = (value: number) => HEIGHT - (value / Math.max(1, greatest)) * (HEIGHT - TOP);
  const slot = ((width - MARK) * (usualGap(line.points) ?? DAY)) / (to - from);
  const thick = Math.min(8, Math.max(1, slot * 0.6));
  return (
    <svg
      className={styles.chart}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      {drawn.map(({ t, band, point }, place) => {
        const next = drawn[place + 1];
        if (band === null) return null;
        const end = next === undefined ? to : next.t;
        return (
          <rect
            key={point?.sessionId}
            className={styles.band}
            x={x(t)}
            width={Math.max(0, x(end) - x(t))}
            y={y(band[1])}
            height={Math.max(1, y(band[0]) - y(band[1]))}
          />
        );
      })}
      <line className={styles.floor} x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {kind === "lines" ? (
        <path className={styles.line} d={pathOf(drawn, x, y)} />
      ) : (
        drawn.map(({ t, value, point }) =>
          value === null ? null : (
            <rect
              key={point?.sessionId}
              className={styles.bar}
              x={x(t) - thick / 2}
              width={thick}
              y={y(value)}
              height={HEIGHT - y(value)}
            />
          ),
        )
      )}
      {drawn.map(({ t, value, tone, point }) =>
        tone === null || point === null ? null : (
          <PointMark
            key={point.sessionId}
            tone={tone}
            status={point.status}
            cx={x(t)}
            cy={Math.max(MARK / 2, y(value ?? 0) - (kind === "bars" || value === null ? MARK / 2 : 0))}
            size={MARK}
          />
        ),
      )}
      <text className={styles.scale} x={width} y={9} textAnchor="end">
        {formatValue(greatest, unit)}
      </text>
    </svg>
  );
}

/** A point that stands alone between two gaps is a dot: a line of no length with round ends. */
function pathOf(
  drawn: readonly { t: number; value: number | null }[],
  x: (t: number) => number,
  y: (value: number) => number,
): string {
  let isOn = false;
  let path = "";
  for (const { t, value } of drawn) {
    if (value !== null) path += `${isOn ? "L" : "M"}${x(t)} ${y(value)}${isOn ? "" : "h0"}`;
    isOn = value !== null;
  }
  return path;
}
