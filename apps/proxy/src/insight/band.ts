import type { Level, Status } from "@lastgood/normalize";
import { robust } from "./median.ts";

/** One value in time order. */
export interface BandPoint {
  value: number | null;
  status: Status;
  level: Level | null;
}

/** How many like runs before a point tell what is usual, and how few are too few. */
const LOOK_BACK = 21;
const LEAST = 8;
/** Turns a median absolute deviation into the spread of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The usual band before each point, from earlier successes of the same level: median ± 3 robust sigmas, at least ± 10 %.
 * Null while fewer than eight are known.
 */
export function usualBand(points: readonly BandPoint[]): ({ low: number; high: number } | null)[] {
  const byLevel = new Map<Level | null, number[]>();
  return points.map((point) => {
    const before = byLevel.get(point.level) ?? [];
    const usual = before.length >= LEAST ? robust(before) : null;
    if (point.value !== null && point.status === "success")
      byLevel.set(point.level, [...before, point.value].slice(-LOOK_BACK));
    if (!usual) return null;
    const spread = Math.max(3 * MAD_TO_SIGMA * usual.mad, usual.median * 0.1);
    return { low: Math.max(0, Math.round(usual.median - spread)), high: Math.round(usual.median + spread) };
  });
}
