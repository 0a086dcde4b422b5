import { expect, it } from "vitest";
import { describeSeries, type Line, toDrawn } from "./points.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-11-01T01:00:00Z");

function line(days: readonly number[], change: Partial<Line["points"][number]> = {}): Line {
  return {
    id: "i",
    name: "MSSQL",
    points: days.map((day) => ({
      sessionId: `s${day}`,
      at: new Date(START + day * DAY).toISOString(),
      value: 60_000 * (day + 1),
      status: "success",
      flags: [],
      low: null,
      high: null,
      ...change,
    })),
  };
}

it("breaks a line where a night was missed", () => {
  const drawn = toDrawn(line([0, 1, 2, 3, 5, 6]));
  expect(drawn.map(({ value }) => value === null)).toEqual([false, false, false, false, true, false, false]);
});

it("draws a weekly line unbroken", () => {
  expect(toDrawn(line([0, 7, 14, 21, 28, 35])).every(({ value }) => value !== null)).toBe(true);
});

it("marks failures and flagged successes, and no others", () => {
  expect(toDrawn(line([0], { status: "interrupted" }))[0]?.tone).toBe("failed");
  expect(toDrawn(line([0], { status: "unknown" }))[0]?.tone).toBe("unknown");
  expect(toDrawn(line([0], { flags: ["too-slow"] }))[0]?.tone).toBe("warning");
  expect(toDrawn(line([0]))[0]?.tone).toBeNull();
});

it("keeps an untold figure apart from zero", () => {
  expect(toDrawn(line([0], { value: null }))[0]?.value).toBeNull();
  expect(describeSeries({ unit: "bytes", lines: [line([0, 1], { value: null })] }, "transfers")).toBe(
    "No run in this time told this figure.",
  );
});

it("says in a sentence what is usual and what the last run did", () => {
  const banded = line([0, 1, 2], { low: 3_300_000, high: 5_100_000, value: 840_000, status: "interrupted" });
  expect(describeSeries({ unit: "ms", lines: [banded] }, "takes")).toBe(
    "MSSQL usually takes 55 m to 1 h 25 m; the last run: interrupted, 14 m.",
  );
});
