import { expect, it } from "vitest";
import { dayItemSessionsHref, daySessionsHref } from "./day-sessions.ts";

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

it("opens an item's day by all that tells the item apart, and by its source's clocks", () => {
  const item = {
    sourceId: "azure",
    device: { id: "azure:vm-1", name: null, kind: null },
    policy: { id: "azure:p", name: null },
    workload: null,
    lastSession: null,
  };
  const href = dayItemSessionsHref("2026-11-20", bounds, item);
  expect(href).toContain("?device=azure:vm-1&policy=azure:p&from=2026-11-19T17:00:00.000Z");
  expect(href).toContain("kind=backup&kind=snapshot&kind=copy");
  expect(href).not.toContain("workload");
});
