import type { Series } from "@lastgood/proxy/contract";
import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, plural } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import type { DaySum } from "./day-sums.ts";
import { formatRange, formatValue, isOutside, type SeriesPoint } from "./points.ts";
import styles from "./TimeChart.module.css";

/** What a chart tells of one place in it. */
export interface Spot {
  /** CSS pixels within the chart. */
  x: number;
  y: number;
  name: string;
  told: { point: SeriesPoint } | { sum: DaySum };
}

/** The words of a tip, which are also what a screen reader hears. */
export function tipLines({ name, told }: Spot, unit: Series["unit"], zone: string, now: number): string[] {
  if ("sum" in told) {
    const day = formatAbsolute(new Date(told.sum.t).toISOString(), "UTC", now).slice(0, -6);
    return [
      `${formatValue(told.sum.value, unit)} in ${plural(told.sum.sessions, "run")}`,
      `${name} · ${day} (UTC): a day's sum`,
    ];
  }
  const { point } = told;
  const flagged = point.flags.length > 0 && point.status === "success" ? ", flagged" : "";
  const lines = [
    `${point.value === null ? "No figure told," : formatValue(point.value, unit)} ${STATUS_LOOK[point.status].label}${flagged}`,
    `${name} · ${formatAbsolute(point.at, zone, now)}`,
  ];
  if (point.low !== null && point.high !== null)
    lines.push(
      `${isOutside(point) ? "outside what is usual: " : "usually "}${formatRange(point.low, point.high, unit)}`,
    );
  return lines;
}

/** Beside its place and towards the middle, so that it never leaves the chart. */
export function Tip({
  spot,
  unit,
  width,
  height,
}: {
  spot: Spot;
  unit: Series["unit"];
  width: number;
  height: number;
}) {
  const { now, zone } = useClock();
  const [first, ...others] = tipLines(spot, unit, zone, now);
  const isRight = spot.x > width / 2;
  return (
    <div
      className={styles.tip}
      style={{
        ...(isRight ? { right: width - spot.x + 10 } : { left: spot.x + 10 }),
        ...(spot.y > height / 2 ? { bottom: height - spot.y + 6 } : { top: spot.y + 6 }),
        maxWidth: Math.max(120, (isRight ? spot.x : width - spot.x) - 14),
      }}
      aria-hidden="true"
    >
      <strong>{first}</strong>
      {others.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
