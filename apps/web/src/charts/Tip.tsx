import type { Series } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatAbsolute, plural } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import type { DaySum } from "./day-sums.ts";
import { formatRange, formatValue, isOutside, type SeriesPoint } from "./points.ts";
import styles from "./Tip.module.css";

/** What a chart tells of one place in it. */
export interface Spot {
  /** CSS pixels within the chart. */
  x: number;
  y: number;
  name: string;
  told: { point: SeriesPoint } | { sum: DaySum };
}

/** The words of a tip, which are also what a screen reader hears. */
export function tipLines(
  { name, told }: Pick<Spot, "name" | "told">,
  unit: Series["unit"],
  zone: string,
  now: number,
): string[] {
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
  x,
  y,
  lines: [first, ...others],
  width,
  height,
}: {
  /** CSS pixels within the chart. */
  x: number;
  y: number;
  lines: readonly string[];
  width: number;
  height: number;
}) {
  const isRight = x > width / 2;
  return (
    <div
      className={styles.tip}
      style={{
        ...(isRight ? { right: width - x + 10 } : { left: x + 10 }),
        ...(y > height / 2 ? { bottom: height - y + 6 } : { top: y + 6 }),
        maxWidth: Math.max(120, (isRight ? x : width - x) - 14),
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

/** The keys of a chart, seen while it has the focus of the keyboard; it is a child of what takes them. */
export function KeyHint({ children }: { children: ReactNode }) {
  return (
    <p className={styles.hint} aria-hidden="true">
      {children}
    </p>
  );
}
