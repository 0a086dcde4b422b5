import { describe, expect, it } from "vitest";
import { createZone } from "./zone.ts";

const berlin = createZone("Europe/Berlin");
const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date) / 86_400_000;
const iso = (instant: number) => new Date(instant).toISOString();

describe("a wall clock", () => {
  it.each([
    ["in winter", day(2026, 11, 20), 105, "2026-11-20T00:45:00.000Z"],
    ["in summer", day(2026, 7, 1), 105, "2026-06-30T23:45:00.000Z"],
    ["before midnight", day(2026, 11, 20), 1435, "2026-11-20T22:55:00.000Z"],
    ["past midnight, on the next date", day(2026, 11, 20), 1445, "2026-11-20T23:05:00.000Z"],
  ])("strikes %s", (_, date, minute, expected) => {
    expect(iso(berlin.instantOf(date, minute))).toBe(expected);
  });

  it("reads the same twice in the hour that autumn repeats, and the earlier instant is what it tells", () => {
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect(berlin.wallOf(first)).toEqual(berlin.wallOf(second));
    expect(berlin.earliestAsRead(second)).toBe(first);
    expect(berlin.earliestAsRead(first)).toBe(first);
  });
});
