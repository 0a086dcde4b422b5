import type { Figures, Metric } from "@lastgood/proxy/contract";
import type { Tone } from "../lib/status-look.ts";

/** A UTC day's sum of what its sessions told, and what it is marked for; null for a day whose sessions were fine. */
export interface DaySum {
  /** The middle of the day, epoch milliseconds. */
  t: number;
  value: number | null;
  tone: Tone | null;
  sessions: number;
}

/** The sums of the days that ended before `before`, epoch milliseconds, oldest first: their sessions are not kept. */
export function daySums(figures: Figures, metric: Metric, before: number): DaySum[] {
  return figures.rows.flatMap(({ at, counts, durationMs, ...sizes }) => {
    const start = Date.parse(at);
    if (start + DAY > before) return [];
    const sessions = Object.values(counts).reduce((all, one) => all + one, 0);
    const value = metric === "durationMs" ? (durationMs?.sum ?? null) : sizes[metric];
    const failed = FAILED.some((status) => counts[status] > 0);
    const tone = failed ? "failed" : counts.unknown > 0 ? "unknown" : counts.warning > 0 ? "warning" : null;
    return [{ t: start + DAY / 2, value, tone, sessions }];
  });
}

const DAY = 86_400_000;
const FAILED = ["failed", "interrupted", "canceled", "not-started"] as const;
