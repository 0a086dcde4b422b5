import { expect, it } from "vitest";
import { calendarWeeks, firstWeekday, formatMonth, shiftMonth, weekdayNames } from "./calendar.ts";

it("lays a month out in weeks from Monday or from Sunday on", () => {
  const monday = calendarWeeks("2026-11", 1);
  expect(monday[0]).toEqual([null, null, null, null, null, null, "2026-11-01"]);
  expect(monday.at(-1)).toEqual(["2026-11-30", null, null, null, null, null, null]);
  expect(calendarWeeks("2026-11", 7)[0]?.[0]).toBe("2026-11-01");
});

it.each(["2026-03", "2026-10", "2028-02", "2026-12"])(
  "has every day of %s once, changes of the clocks or not",
  (month) => {
    const days = calendarWeeks(month, 1)
      .flat()
      .filter((day) => day !== null);
    const [year, number] = month.split("-").map(Number) as [number, number];
    expect(days).toHaveLength(new Date(Date.UTC(year, number, 0)).getUTCDate());
    expect(new Set(days).size).toBe(days.length);
    expect(days.every((day) => day.startsWith(month))).toBe(true);
  },
);

it("steps over the end of a year", () => {
  expect(shiftMonth("2026-11", 2)).toBe("2027-01");
  expect(shiftMonth("2026-01", -3)).toBe("2025-10");
  expect(formatMonth("2025-10")).toBe("October 2025");
});

it("begins weeks as the viewer's country does", () => {
  expect(firstWeekday("de-DE")).toBe(1);
  expect(firstWeekday("en-US")).toBe(7);
  expect(weekdayNames(7)).toEqual(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
  expect(weekdayNames(1)[0]).toBe("Mon");
});
