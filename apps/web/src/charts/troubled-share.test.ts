import { expect, it } from "vitest";
import { troubledShare } from "./DayCell.tsx";

it("counts trouble among all items of a cell, and empty days as none", () => {
  expect(troubledShare({ kind: "failed", counts: { failed: 1, ok: 3 } })).toBe(0.25);
  expect(troubledShare({ kind: "missed", counts: { missed: 2 } })).toBe(1);
  expect(troubledShare({ kind: "not-expected", counts: { "not-expected": 2, ok: 1 } })).toBe(0);
});

it("takes a day without counts for trouble as a whole, never for health", () => {
  expect(troubledShare({ kind: "unknown", counts: {} })).toBe(1);
});
