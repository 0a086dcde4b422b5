import { expect, it } from "vitest";
import { wrongClock } from "./words.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

it.each([
  [null, null],
  [-4 * MINUTE, null],
  [2 * DAY - 800, "its clock is 2 d ahead of this machine's"],
  [-90 * MINUTE, "its clock is 90 min behind this machine's"],
])("a clock that is %s ms ahead is told as %s", (offsetMs, words) => {
  expect(wrongClock(offsetMs)).toBe(words);
});
