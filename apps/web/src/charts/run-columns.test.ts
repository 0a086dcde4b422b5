import { expect, it } from "vitest";
import type { Line } from "./points.ts";
import { runColumns } from "./run-columns.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-11-20T20:00:00Z");

function line(id: string, starts: readonly number[]): Line {
  return {
    id,
    name: id,
    points: starts.map((start) => ({
      sessionId: `${id} ${start}`,
      at: new Date(START + start).toISOString(),
      value: 60_000,
      status: "success",
      flags: [],
      low: null,
      high: null,
    })),
  };
}

const idsOf = (columns: ReturnType<typeof runColumns>) =>
  columns.map(({ points }) => [...points.keys()].toSorted().join());

it("puts together what began in one night, and each night apart", () => {
  const lines = [line("a", [0, DAY]), line("b", [HOUR, DAY + 2 * HOUR]), line("c", [0])];
  expect(idsOf(runColumns(lines, undefined, []))).toEqual(["a,b,c", "a,b"]);
});

it("gives a second try of an item a column of its own: no session is hidden behind another", () => {
  const lines = [line("a", [0, HOUR]), line("b", [0])];
  expect(idsOf(runColumns(lines, undefined, []))).toEqual(["a,b", "a"]);
});

it("loses no session and doubles none", () => {
  const lines = ["a", "b", "c"].map((id, i) =>
    line(
      id,
      Array.from({ length: 20 }, (_, run) => run * 3 * HOUR + i * 900_000 * (run % 4)),
    ),
  );
  const columns = runColumns(lines, undefined, []);
  const sessions = columns.flatMap(({ points }) => [...points.values()].map(({ sessionId }) => sessionId));
  expect(new Set(sessions).size).toBe(60);
  expect(sessions).toHaveLength(60);
});

it("keeps a column for a night that every item missed", () => {
  const bounds = [0, 1, 2].map((day) => ({ from: START + (day - 0.4) * DAY, to: START + (day + 0.6) * DAY }));
  const days = {
    days: ["2026-11-21", "2026-11-22", "2026-11-23"],
    rows: [
      {
        id: "a",
        name: "a",
        cells: (["ok", "missed", "ok"] as const).map((kind) => ({ kind, counts: { [kind]: 1 } })),
      },
    ],
  };
  const columns = runColumns([line("a", [0, 2 * DAY])], days, bounds);
  expect(columns.map(({ points }) => points.size)).toEqual([1, 0, 1]);
});
