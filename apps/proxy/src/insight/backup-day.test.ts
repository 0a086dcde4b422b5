import { describe, expect, it } from "vitest";
import { backupDay, backupDayBounds, daysBetween } from "./backup-day.ts";

const NOON = { timeZone: "Europe/Berlin", dayStartsAt: "12:00" };
const MIDNIGHT = { timeZone: "Europe/Berlin", dayStartsAt: "00:00" };

describe("the backup day", () => {
  it.each([
    ["2026-11-19T22:50:00Z", NOON, "2026-11-20", "23:50 on Thursday stands in Friday"],
    ["2026-11-19T23:10:00Z", NOON, "2026-11-20", "00:10 on Friday stands in Friday"],
    ["2026-11-20T10:59:00Z", NOON, "2026-11-20", "the last minute before noon"],
    ["2026-11-20T11:00:00Z", NOON, "2026-11-21", "noon begins the next one"],
    ["2026-11-20T22:59:00Z", MIDNIGHT, "2026-11-20", "a day from midnight is named by its own date"],
    ["2026-12-31T12:00:00Z", NOON, "2027-01-01", "over the new year"],
  ])("%s is in %s: %s (%s)", (instant, rule, day) => {
    expect(backupDay(Date.parse(instant), rule)).toBe(day);
  });

  it("is one day on both DST nights, an hour longer and an hour shorter", () => {
    const hours = ({ from, to }: { from: number; to: number }) => (to - from) / 3_600_000;
    expect(hours(backupDayBounds("2026-10-25", NOON))).toBe(25);
    expect(hours(backupDayBounds("2026-03-29", NOON))).toBe(23);
    for (const day of ["2026-10-25", "2026-03-29"]) {
      const { from, to } = backupDayBounds(day, NOON);
      expect([backupDay(from, NOON), backupDay(to - 1, NOON)]).toEqual([day, day]);
    }
  });

  it("lists days without a gap", () => {
    expect(daysBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  });
});
