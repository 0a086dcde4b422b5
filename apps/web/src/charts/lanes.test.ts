import { expect, it } from "vitest";
import { absences, dayAt, moveInLanes, stopsOf } from "./lanes.ts";
import type { SeriesPoint } from "./points.ts";

const bounds = [0, 24, 48, 71].map((from, day, all) => ({ from, to: all[day + 1] ?? 95 }));
const cell = (kind: "ok" | "missed" | "no-data" | "not-expected") => ({ kind, counts: { [kind]: 1 } });

it("marks each missed night for itself and joins days of which nothing is known", () => {
  expect(absences([cell("missed"), cell("missed"), cell("no-data"), cell("no-data")], bounds)).toEqual([
    { kind: "missed", from: 0, to: 24 },
    { kind: "missed", from: 24, to: 48 },
    { kind: "no-data", from: 48, to: 95 },
  ]);
});

it("leaves nights free on which nothing was expected, and days beyond those that are known", () => {
  expect(absences([cell("ok"), cell("not-expected")], bounds)).toEqual([]);
  expect(absences([cell("missed")], [])).toEqual([]);
});

it("finds the day of an instant, also where a change of the clocks makes a day shorter", () => {
  expect(dayAt(48, bounds)).toBe(2);
  expect(dayAt(71, bounds)).toBe(3);
  expect(dayAt(95, bounds)).toBe(-1);
});

const point = (hours: number) =>
  ({ sessionId: `s${hours}`, at: new Date(hours).toISOString(), value: 2, status: "success" }) as SeriesPoint;
const lineOf = (...hours: number[]) => ({ id: "a", name: "a", points: hours.map(point) });

it("reads a lane's runs and the nights without one in order of time", () => {
  const stops = stopsOf(lineOf(2, 50), [cell("ok"), cell("missed"), cell("ok")], [], bounds);
  expect(stops.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ["run", 2, 4],
    ["missed", 24, 48],
    ["run", 50, 52],
  ]);
});

it("reads days in place of runs that may have been thinned", () => {
  const many = lineOf(...Array.from({ length: 200 }, (_, run) => run));
  const days = ["2026-11-01", "2026-11-02"];
  expect(stopsOf(many, [cell("ok"), cell("missed")], days, bounds)).toEqual([
    { kind: "day", from: 0, to: 24, day: "2026-11-01", cell: cell("ok") },
    { kind: "day", from: 24, to: 48, day: "2026-11-02", cell: cell("missed") },
  ]);
  expect(stopsOf(many, [], [], [])).toHaveLength(200);
});

const lanes = [stopsOf(lineOf(2, 26, 50), [], [], []), [], stopsOf(lineOf(3, 27, 51, 75), [], [], [])];

it("walks run by run from the newest, and keeps the night from lane to lane, over a lane without any", () => {
  expect(moveInLanes({ lane: 0, at: null }, "ArrowLeft", lanes)).toEqual({ lane: 0, at: 2 });
  expect(moveInLanes({ lane: 0, at: 2 }, "ArrowLeft", lanes)).toEqual({ lane: 0, at: 1 });
  expect(moveInLanes({ lane: 0, at: 1 }, "ArrowDown", lanes)).toEqual({ lane: 2, at: 1 });
  expect(moveInLanes({ lane: 2, at: 3 }, "ArrowUp", lanes)).toEqual({ lane: 0, at: 2 });
  expect(moveInLanes({ lane: 2, at: 3 }, "Home", lanes)).toEqual({ lane: 2, at: 0 });
  expect(moveInLanes({ lane: 0, at: null }, "ArrowDown", lanes)).toEqual({ lane: 2, at: 3 });
});

it("stays in the last lane at its edge, and leaves other keys to the page", () => {
  expect(moveInLanes({ lane: 2, at: 1 }, "ArrowDown", lanes)).toEqual({ lane: 2, at: 1 });
  expect(moveInLanes({ lane: 0, at: null }, "ArrowUp", lanes)).toEqual({ lane: 0, at: 2 });
  expect(moveInLanes({ lane: 0, at: 1 }, "j", lanes)).toBeNull();
});
