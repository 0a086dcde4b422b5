import { expect, it } from "vitest";
import { backupDayBounds, instantOf, resolveZone, zoneOfSource } from "./zone.ts";

it("takes the zone that the address asks for, and the viewer's where it makes no sense", () => {
  expect(resolveZone(undefined, "Europe/Berlin", "UTC")).toBe("Europe/Berlin");
  expect(resolveZone("UTC", "Europe/Berlin", null)).toBe("UTC");
  expect(resolveZone("source", "Europe/Berlin", "America/New_York")).toBe("America/New_York");
  expect(resolveZone("source", "Europe/Berlin", null)).toBe("Europe/Berlin");
  expect(resolveZone("Mars/Base", "Europe/Berlin", null)).toBe("Europe/Berlin");
});

it("shows what is of one source in its own zone where that is asked for, and all else in the server's", () => {
  const zones = { rmm: "Asia/Tokyo", azure: "America/New_York" };
  const zone = resolveZone("source", "Europe/Berlin", "UTC", zones);
  expect(zone).toBe("UTC");
  expect(zoneOfSource({ zone, zones }, "rmm")).toBe("Asia/Tokyo");
  expect(zoneOfSource({ zone, zones }, "azure")).toBe("America/New_York");
  expect(zoneOfSource({ zone, zones }, "toString")).toBe("UTC");
  expect(zoneOfSource({ zone, zones }, null)).toBe("UTC");
  expect(zoneOfSource({ zone: "Europe/Berlin", zones: null }, "rmm")).toBe("Europe/Berlin");
});

it("takes the zone that all sources share, whatever the server's is", () => {
  const zones = { rmm: "Asia/Tokyo", ueb: "Asia/Tokyo" };
  expect(resolveZone("source", "Europe/Berlin", "UTC", zones)).toBe("Asia/Tokyo");
});

it("finds the instant of a wall clock on both sides of a change of the clocks", () => {
  expect(new Date(instantOf("2026-03-28", "12:00", "Europe/Berlin")).toISOString()).toBe(
    "2026-03-28T11:00:00.000Z",
  );
  expect(new Date(instantOf("2026-03-29", "12:00", "Europe/Berlin")).toISOString()).toBe(
    "2026-03-29T10:00:00.000Z",
  );
});

it("ends a backup day on the date that it is named by, 23 h long where a night is", () => {
  expect(backupDayBounds("2026-11-20", "12:00", "Europe/Berlin")).toEqual({
    from: "2026-11-19T11:00:00.000Z",
    to: "2026-11-20T11:00:00.000Z",
  });
  expect(backupDayBounds("2026-03-29", "12:00", "Europe/Berlin")).toEqual({
    from: "2026-03-28T11:00:00.000Z",
    to: "2026-03-29T10:00:00.000Z",
  });
});

it("lets a day that starts at midnight bear its own date", () => {
  expect(backupDayBounds("2026-11-20", "00:00", "UTC")).toEqual({
    from: "2026-11-20T00:00:00.000Z",
    to: "2026-11-21T00:00:00.000Z",
  });
});
