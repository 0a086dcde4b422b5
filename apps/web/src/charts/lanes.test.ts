import { expect, it } from "vitest";
import { absences, dayAt } from "./lanes.ts";

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
