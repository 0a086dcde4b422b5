import { expect, it } from "vitest";
import { durationText, parseDuration } from "./duration-text.ts";

it.each([
  ["90s", 90_000],
  ["15m", 900_000],
  ["1h", 3_600_000],
  ["400d", 34_560_000_000],
  ["0s", 0],
  ["15", null],
  ["1.5h", null],
  ["-1m", null],
  ["", null],
  ["1 h", null],
])("reads %j as %j ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each([
  [90_000, "90s"],
  [300_000, "5m"],
  [86_400_000, "1d"],
])("writes %i ms as %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
