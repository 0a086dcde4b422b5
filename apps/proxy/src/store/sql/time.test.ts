import { expect, it } from "vitest";
import { toIso } from "./time.ts";

const DAY = 86_400_000;
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

it("words every time as the language itself does, years of five digits and before 1970 too", () => {
  const times = [0, 1, -1, 999, DAY - 1, DAY, -DAY, LAST, LAST + 1, 1_790_000_000_123, 951_782_400_000];
  for (let at = 1_700_000_000_000; at < 1_700_000_000_000 + 40 * DAY; at += 7_777_777) times.push(at);
  expect(times.map(toIso)).toEqual(times.map((at) => new Date(at).toISOString()));
  expect(() => toIso(Number.NaN)).toThrow(RangeError);
});
