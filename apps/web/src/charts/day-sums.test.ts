import type { Figures } from "@lastgood/proxy/contract";
import { expect, it } from "vitest";
import { daySums } from "./day-sums.ts";

const NONE = {
  success: 0,
  warning: 0,
  failed: 0,
  interrupted: 0,
  canceled: 0,
  "not-started": 0,
  running: 0,
  unknown: 0,
};

function day(
  date: string,
  counts: Partial<typeof NONE>,
  transferredBytes: number | null,
): Figures["rows"][number] {
  return {
    at: `${date}T00:00:00.000Z`,
    counts: { ...NONE, ...counts },
    selectedBytes: null,
    processedBytes: null,
    transferredBytes,
    durationMs: { sum: 90_000, min: 30_000, max: 60_000 },
  };
}

const figures: Figures = {
  unit: "day",
  rows: [
    day("2026-10-01", { success: 2 }, 7),
    day("2026-10-02", { success: 1, interrupted: 1 }, 3),
    day("2026-10-03", { unknown: 1 }, null),
    day("2026-10-04", { success: 1 }, 9),
  ],
};
const first = Date.parse("2026-10-04T02:00:00Z");

it("draws only days that ended before the first session that is kept: nothing is shown twice", () => {
  const sums = daySums(figures, "transferredBytes", first);
  expect(sums.map(({ value }) => value)).toEqual([7, 3, null]);
  expect(new Date(sums[0]?.t ?? 0).toISOString()).toBe("2026-10-01T12:00:00.000Z");
});

it("marks a day on which one failed or nobody knows", () => {
  expect(daySums(figures, "durationMs", first).map(({ tone, value }) => [tone, value])).toEqual([
    [null, 90_000],
    ["failed", 90_000],
    ["unknown", 90_000],
  ]);
});
