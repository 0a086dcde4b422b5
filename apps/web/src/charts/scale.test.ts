import { expect, it } from "vitest";
import { dayTicks, valueTicks } from "./scale.ts";

const GIB = 1024 ** 3;

it("ends the scale at or past the greatest value, in steps that read well", () => {
  expect(valueTicks(85 * 60_000, "ms")).toEqual([0, 1_800_000, 3_600_000, 5_400_000]);
  expect(valueTicks(44 * GIB, "bytes")).toEqual([0, 16 * GIB, 32 * GIB, 48 * GIB]);
  expect(valueTicks(0, "bytes").length).toBeGreaterThan(1);
});

it("puts days at the zone's midnights, also over a change of the clocks", () => {
  const ticks = dayTicks(
    Date.parse("2026-03-27T12:00:00Z"),
    Date.parse("2026-03-31T12:00:00Z"),
    "Europe/Berlin",
    10,
  );
  expect(ticks.map((at) => new Date(at).toISOString())).toEqual([
    "2026-03-27T23:00:00.000Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
    "2026-03-30T22:00:00.000Z",
  ]);
});
