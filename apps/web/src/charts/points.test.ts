import { expect, it } from "vitest";
import { focusOf, formatRange, isOutside, type Line, toDrawn } from "./points.ts";

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
});

it("speaks of the line that is asked for, else of the worst that told a figure", () => {
  const [untold, told] = [line([0, 1], { value: null }), { ...line([0, 1]), id: "told" }];
  expect(focusOf([untold, told], undefined)?.id).toBe("told");
  expect(focusOf([untold, told], "i")?.id).toBe("i");
  expect(focusOf([untold, told], "gone since")?.id).toBe("told");
  expect(focusOf([], undefined)).toBeNull();
});

it("says a unit once where both ends of a range have it", () => {
  const GIB = 1024 ** 3;
  expect(formatRange(38 * GIB, 44 * GIB, "bytes")).toBe("38 to 44 GiB");
  expect(formatRange(0, 4.4 * GIB, "bytes")).toBe("0 B to 4.4 GiB");
  expect(formatRange(480_000, 1_020_000, "ms")).toBe("8 m 00 s to 17 m");
  expect(formatRange(840_000, 3_840_000, "ms")).toBe("14 m to 1 h 04 m");
  expect(formatRange(840_000, 840_000, "ms")).toBe("14 m");
});

it("calls nothing outside a band that is not known", () => {
  const [point] = line([0], { low: 0, high: 50_000 }).points;
  expect(point && isOutside(point)).toBe(true);
  expect(point && isOutside({ ...point, low: null, high: null })).toBe(false);
  expect(point && isOutside({ ...point, value: null })).toBe(false);
});
