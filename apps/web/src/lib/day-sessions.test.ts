import { expect, it } from "vitest";
import { daySessionsHref } from "./day-sessions.ts";

const bounds = {
  dayStartsAt: "12:00",
  timeZone: "Europe/Berlin",
  sourceZones: { rmm: "Asia/Tokyo", azure: "America/New_York" },
};

it("opens a backup day as its own source's clocks bound it", () => {
  const device = daySessionsHref("2026-11-20", bounds, "device");
  expect(device({ id: "rmm:9001" })).toContain("from=2026-11-19T03:00:00.000Z&to=2026-11-20T03:00:00.000Z");
  expect(device({ id: "azure:vm-1" })).toContain("from=2026-11-19T17:00:00.000Z");
});

it("opens a client's day by the server's clocks where its sources' differ", () => {
  const client = daySessionsHref("2026-11-20", bounds, "client");
  expect(client({ id: "rmm" })).toContain("from=2026-11-19T11:00:00.000Z");
});
