import { expect, it } from "vitest";
import { progressOf } from "./progress.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const facts = { phase: "first-fill", unit: "devices", done: 120, total: 1000 } as const;

it("tells the rate of what was done since the reading began, and how long the rest takes at that", () => {
  const start = { at: NOW - 2 * 60_000, done: 4 };
  expect(progressOf({ ...facts, totalIsEstimate: true }, start, NOW)).toEqual({
    ...facts,
    totalIsEstimate: true,
    ratePerMinute: 58,
    etaMs: Math.round((880 / 58) * 60_000),
  });
});

it.each([
  ["nothing is being read", null],
  ["it has only just begun", { at: NOW - 2_000, done: 0 }],
  ["nothing was done since it began", { at: NOW - 60_000, done: 120 }],
  ["the clock went back", { at: NOW + 60_000, done: 0 }],
])("tells no rate and no end where %s", (_, start) => {
  expect(progressOf(facts, start, NOW)).toMatchObject({ done: 120, ratePerMinute: null, etaMs: null });
});

it("tells a rate, but no end, where nothing tells the total", () => {
  const told = progressOf({ ...facts, total: null }, { at: NOW - 60_000, done: 60 }, NOW);
  expect(told).toMatchObject({ total: null, ratePerMinute: 60, etaMs: null });
});

it("counts only what is done in whole, and never more than there is", () => {
  const start = { at: NOW - 60_000, done: 0 };
  const days = { phase: "first-fill", unit: "days" } as const;
  expect(progressOf({ ...days, done: 2.7, total: 400.2 }, start, NOW)).toMatchObject({
    done: 2,
    total: 400,
    ratePerMinute: 2.7,
  });
  expect(progressOf({ ...days, done: 12, total: 11 }, start, NOW)).toMatchObject({ total: 12, etaMs: 0 });
});
