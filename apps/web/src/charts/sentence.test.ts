import { expect, it } from "vitest";
import type { Line, SeriesPoint } from "./points.ts";
import { describeLine, MAY_BE_THINNED, weeklyPattern } from "./sentence.ts";

const DAY = 86_400_000;
const GIB = 1024 ** 3;
// A Sunday.
const START = Date.parse("2026-11-01T01:00:00Z");
const ZONE = "Europe/Berlin";

function line(count: number, of: (day: number) => Partial<SeriesPoint> = () => ({})): Line {
  return {
    id: "i",
    name: "MSSQL",
    points: Array.from({ length: count }, (_, day) => ({
      sessionId: `s${day}`,
      at: new Date(START + day * DAY).toISOString(),
      value: 60_000,
      status: "success" as const,
      flags: [],
      low: null,
      high: null,
      ...of(day),
    })),
  };
}

const banded = { low: 3_300_000, high: 5_100_000, value: 4_000_000 };

it("says what is usual, how many runs were not, and what the last run did", () => {
  const runs = line(10, (day) => ({
    ...banded,
    ...(day < 2 ? { low: null, high: null } : {}),
    ...(day === 9 ? { value: 840_000, status: "interrupted" as const } : {}),
  }));
  expect(describeLine(runs, "ms", "takes", ZONE)).toBe(
    "MSSQL usually takes 55 m to 1 h 25 m; 1 of 8 runs outside what is usual. Last run: interrupted, 14 m.",
  );
});

it("calls no run outside where no band is known", () => {
  expect(describeLine(line(3), "ms", "takes", ZONE)).toBe(
    "MSSQL takes 1 m 00 s in 3 runs. Last run: success, 1 m 00 s.",
  );
});

it("counts only the least that there is where a line may have been thinned", () => {
  const runs = line(MAY_BE_THINNED, (day) => ({ ...banded, ...(day % 50 === 0 ? { value: 1 } : {}) }));
  expect(describeLine(runs, "ms", "takes", ZONE)).toContain("at least 4 runs outside what is usual");
});

it("never passes over a newest run that told no figure: it may have failed", () => {
  const runs = line(4, (day) => (day === 3 ? { value: null, status: "not-started" as const } : {}));
  expect(describeLine(runs, "bytes", "transfers", ZONE)).toContain("Last run: not started, no figure told.");
});

it("says that no run told the figure, and never that it is zero", () => {
  const nothing = "No run in this time told this figure.";
  expect(
    describeLine(
      line(3, () => ({ value: null })),
      "bytes",
      "transfers",
      ZONE,
    ),
  ).toBe(nothing);
  expect(describeLine(null, "bytes", "transfers", ZONE)).toBe(nothing);
});

const weekly = (day: number) => ({ value: (day % 7 === 6 ? 38 + (day % 5) : 1 + (day % 3)) * GIB });

it("tells a weekly pattern where every week shows it", () => {
  expect(describeLine(line(30, weekly), "bytes", "transfers", ZONE)).toBe(
    "MSSQL transfers 38 to 41 GiB on Saturdays, 1.0 to 3.0 GiB on other days. Last run: success, 3.0 GiB.",
  );
});

it("names the weekday by the clocks that times are shown in", () => {
  const points = line(30, weekly).points;
  expect(weeklyPattern(points, ZONE)?.weekday).toBe("Saturday");
  expect(weeklyPattern(points, "America/New_York")?.weekday).toBe("Friday");
});

it("tells no pattern of two weeks, nor where other days come near", () => {
  expect(weeklyPattern(line(14, weekly).points, ZONE)).toBeNull();
  const near = (day: number) => (day === 10 ? { value: 36 * GIB } : weekly(day));
  expect(weeklyPattern(line(30, near).points, ZONE)).toBeNull();
});

it("rests no pattern on failed or flagged runs", () => {
  const failing = (day: number) => ({
    ...weekly(day),
    status: day % 7 === 6 ? ("failed" as const) : ("success" as const),
  });
  expect(weeklyPattern(line(30, failing).points, ZONE)).toBeNull();
  const spike = (day: number) =>
    day === 10 ? { value: 60 * GIB, flags: ["transfer-spike" as const] } : weekly(day);
  expect(weeklyPattern(line(30, spike).points, ZONE)?.weekday).toBe("Saturday");
});
