import type { DaySum } from "./day-sums.ts";
import { PointMark } from "./PointMark.tsx";
import type { DrawnPoint } from "./points.ts";
import styles from "./TimeChart.module.css";
import type { Spot } from "./Tip.tsx";

/** What the drawing library says of each point; the place is null where the point has no value. */
export interface DotProps {
  cx?: number | null | undefined;
  cy?: number | null | undefined;
  payload?: (DrawnPoint & { sum?: DaySum }) | undefined;
}

/** CSS pixels: nothing moved is still a run. */
const LEAST_BAR = 2;

/** One run in a chart, or the sum of a day: a dot, or a bar down to the axis; marked for what was wrong with it. */
export function RunDot({
  cx,
  cy: height,
  payload,
  name,
  colour,
  isStrong,
  hasDots,
  bar,
  floor,
  onHover,
  onSession,
}: DotProps & {
  /** Of its line. */
  name: string;
  colour: string;
  isStrong: boolean;
  /** What is fine is drawn, too. */
  hasDots: boolean;
  /** The width of a bar, CSS pixels; null for a dot. */
  bar: number | null;
  /** Where the axis is, CSS pixels. */
  floor: number;
  onHover: (spot: Spot | null) => void;
  onSession: (sessionId: string) => void;
}) {
  const { point, sum, tone = null, value = null } = payload ?? {};
  // What is wrong is marked on the axis where the run told no figure.
  const cy = value === null && tone !== null ? floor - 7 : height;
  if (cx == null || cy == null || (!point && !sum)) return null;
  const told = point ? { point } : { sum: sum as DaySum };
  const isBar = bar !== null && value !== null;
  return (
    <g
      className={point ? styles.dot : undefined}
      onPointerEnter={() => onHover({ x: cx, y: cy, name, told })}
      onPointerLeave={() => onHover(null)}
      onClick={() => point && onSession(point.sessionId)}
    >
      {isBar ? (
        <rect
          x={cx - bar / 2}
          y={Math.min(cy, floor - LEAST_BAR)}
          width={bar}
          height={Math.max(LEAST_BAR, floor - cy)}
          fill={colour}
          {...(sum ? { fillOpacity: 0.25, stroke: colour, strokeDasharray: "2 2" } : {})}
        />
      ) : null}
      {tone !== null ? (
        <PointMark
          tone={tone}
          status={point?.status ?? null}
          cx={cx}
          cy={isBar ? cy - 9 : cy}
          size={isStrong ? 14 : 9}
        />
      ) : hasDots && !isBar ? (
        <circle
          cx={cx}
          cy={cy}
          r={isStrong ? 2.6 : 1.7}
          fill={sum ? "var(--panel)" : colour}
          stroke={colour}
        />
      ) : null}
      {/* Above its mark: what the pointer meets. */}
      <circle cx={cx} cy={cy} r={9} fill="transparent" />
    </g>
  );
}
