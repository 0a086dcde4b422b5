import type { Series } from "@lastgood/proxy/contract";
import { formatAbsolute, formatDay } from "../lib/format.ts";
import { CELL_LOOK } from "../lib/status-look.ts";
import { MixedCell } from "./Cells.tsx";
import { describeCell, troubledShare } from "./DayCell.tsx";
import styles from "./LaneStop.module.css";
import type { Stop } from "./lanes.ts";
import { pointTone } from "./points.ts";
import { tipLines } from "./Tip.tsx";

/** CSS pixels. */
export const LANE_HEIGHT = 26;
export const HATCH = "no-data-hatch";
const UNIT: Series["unit"] = "ms";

/** Where a place of a lane is drawn, CSS pixels. */
export interface Box {
  x: number;
  width: number;
  y: number;
  height: number;
  /** How far beyond its sides the pointer still meets it. */
  reach: number;
}

/** @param x of an instant @param least CSS pixels of a run @param now where a run that is going on is drawn to */
export function boxOf(stop: Stop, x: (t: number) => number, least: number, now: number): Box {
  const [left, wide] = [x(stop.from), x(stop.to) - x(stop.from)];
  const amid = (width: number) => ({ x: left + (wide - width) / 2, width, reach: (wide - width) / 2 });
  switch (stop.kind) {
    case "run": {
      const tone = toneOf(stop);
      const end = stop.point.status === "running" ? now : stop.to;
      const height = LANE_HEIGHT * (tone === "ok" ? 0.45 : tone === "warning" ? 0.7 : 0.95);
      return { x: left, width: Math.max(least, x(end) - left), y: LANE_HEIGHT - height, height, reach: 4 };
    }
    case "missed":
      return { ...amid(Math.min(8, Math.max(4, wide * 0.3))), y: 1.5, height: LANE_HEIGHT - 3 };
    case "no-data":
      return { x: left, width: wide, y: LANE_HEIGHT * 0.3, height: LANE_HEIGHT * 0.7, reach: 0 };
    case "day":
      return { ...amid(Math.max(1, Math.min(wide * 0.8, 14))), y: 0, height: LANE_HEIGHT };
  }
}

/** What is told there, by pointer, by keyboard and to who does not see it. @param name of the lane */
export function stopLines(stop: Stop, name: string, zone: string, now: number): string[] {
  const when = (t: number) => formatAbsolute(new Date(t).toISOString(), zone, now);
  if (stop.kind === "run") return tipLines({ name, told: { point: stop.point } }, UNIT, zone, now);
  if (stop.kind === "day") return [describeCell(stop.cell), `${name} · ${formatDay(stop.day)}`];
  return [CELL_LOOK[stop.kind].label, `${name} · ${when(stop.from)} to ${when(stop.to)}`];
}

/** One place of a lane; runs and days are pressed to be opened. */
export function LaneStop({
  stop,
  box,
  onOpen,
  onHover,
}: {
  stop: Stop;
  box: Box;
  onOpen: (stop: Stop) => void;
  onHover: (stop: Stop | null) => void;
}) {
  const { reach, ...at } = box;
  const opens = stop.kind === "run" || stop.kind === "day";
  return (
    <g
      className={opens ? styles.run : undefined}
      data-tone={toneOf(stop)}
      onClick={() => onOpen(stop)}
      onPointerEnter={() => onHover(stop)}
      onPointerLeave={() => onHover(null)}
    >
      {stop.kind === "day" ? (
        <MixedCell kind={stop.cell.kind} {...at} troubled={troubledShare(stop.cell)} />
      ) : stop.kind === "no-data" ? (
        <rect fill={`url(#${HATCH})`} {...at} />
      ) : stop.kind === "run" && stop.point.status === "running" ? (
        // Without a right edge: nobody knows its end.
        <path
          className={styles.open}
          d={`M${at.x + at.width} ${at.y}H${at.x + 0.75}V${LANE_HEIGHT - 0.75}H${at.x + at.width}`}
        />
      ) : (
        <rect className={blockOf(stop)} {...at} />
      )}
      {/* Above its mark: what the pointer meets. */}
      <rect
        className={styles.target}
        x={at.x - reach}
        width={at.width + 2 * reach}
        y={0}
        height={LANE_HEIGHT}
      />
    </g>
  );
}

function toneOf(stop: Stop) {
  if (stop.kind === "run") return pointTone(stop.point) ?? "ok";
  return stop.kind === "missed" ? CELL_LOOK.missed.tone : undefined;
}

function blockOf(stop: Stop) {
  if (stop.kind !== "run") return styles.missed;
  return stop.point.status === "unknown" ? styles.unknown : styles.block;
}

/** Around where the keyboard is. */
export function Here({ x, width }: Box) {
  return (
    <rect
      className={styles.here}
      data-kept
      x={x - 3}
      width={width + 6}
      y={1}
      height={LANE_HEIGHT - 2}
      rx={2}
    />
  );
}
