import { expect, it } from "vitest";
import { backupDayAt, backupDayBounds, weekdayOf } from "./zone.ts";

it("finds the backup day of an instant within the bounds of that day, also where the clocks change", () => {
  for (const zone of ["Europe/Berlin", "America/St_Johns"])
    for (const dayStartsAt of ["12:00", "00:00", "06:30"])
      for (const day of ["2026-03-29", "2026-03-08", "2026-10-25", "2026-12-31", "2027-01-01"]) {
        const { from, to } = backupDayBounds(day, dayStartsAt, zone);
        expect(backupDayAt(Date.parse(from), dayStartsAt, zone)).toBe(day);
        expect(backupDayAt(Date.parse(to) - 1000, dayStartsAt, zone)).toBe(day);
      }
});

it("names the weekday by the zone's clocks", () => {
  expect(weekdayOf("2026-11-20T23:30:00Z", "Europe/Berlin")).toBe("Saturday");
  expect(weekdayOf("2026-11-20T23:30:00Z", "UTC")).toBe("Friday");
});
