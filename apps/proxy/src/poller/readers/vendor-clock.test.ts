import { blankSession } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { askFrom, newestStart, notableOffset } from "./vendor-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SINCE = Date.parse("2026-11-20T06:30:00Z");

it.each([
  ["as ours", SINCE - HOUR / 2, 1000, SINCE - HOUR / 2],
  ["behind, and says so", null, -2 * DAY, SINCE - 2 * DAY],
  ["behind, and does not say so", SINCE - 2 * DAY, null, SINCE - 2 * DAY],
  ["ahead", SINCE - HOUR, 2 * DAY, SINCE - HOUR],
  ["not told, and nothing has begun for a year", SINCE - 365 * DAY, null, SINCE - 7 * DAY],
  ["not told, on a first read", null, null, SINCE],
])("asks far enough back where the vendor's clock is %s", (_, newestAt, offsetMs, from) => {
  expect(askFrom(SINCE, newestAt, offsetMs)).toBe(from);
});

it("takes no start in the future for what comes next, and none for an unreadable one", () => {
  const begun = (startedAt: string | null) => ({ ...blankSession("s", "unitrends"), startedAt });
  const sessions = [begun("2026-11-19T00:00:00.000Z"), begun("9999-01-01T00:00:00.000Z"), begun(null)];
  expect(newestStart(null, sessions, SINCE)).toBe(Date.parse("2026-11-19T00:00:00Z"));
  expect(newestStart(SINCE - HOUR, sessions, SINCE)).toBe(SINCE - HOUR);
  expect(newestStart(null, [], SINCE)).toBeNull();
});

it.each([
  [null, 0],
  [90_000, 0],
  [-90_000, 0],
  [-180_000, -180_000],
])("an offset of %s ms is worth %s", (told, worth) => {
  expect(notableOffset(told)).toBe(worth);
});
