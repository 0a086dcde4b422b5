import { describe, expect, it } from "vitest";
import {
  formatAbsolute,
  formatAge,
  formatBytes,
  formatDay,
  formatDuration,
  formatOffset,
  formatOrdinal,
  formatRelative,
  notReadFor,
} from "./format.ts";

const now = Date.parse("2026-11-20T04:12:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("sizes", () => {
  it.each([
    [null, "–"],
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1023.6 * 1024, "1.0 MiB"],
    [1.2 * 1024 ** 3, "1.2 GiB"],
    [9.96 * 1024 ** 3, "10 GiB"],
    [318 * 1024 ** 3, "318 GiB"],
    [3 * 1024 ** 5, "3.0 PiB"],
    [-2048, "−2.0 KiB"],
  ])("%s bytes read as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("durations", () => {
  it.each([
    [null, "–"],
    [0, "0 s"],
    [400, "< 1 s"],
    [42_000, "42 s"],
    [59_600, "1 m 00 s"],
    [4 * MINUTE + 5_000, "4 m 05 s"],
    [14 * MINUTE, "14 m"],
    [59 * MINUTE + 40_000, "1 h 00 m"],
    [64 * MINUTE, "1 h 04 m"],
    [51 * HOUR, "2 d 03 h"],
  ])("%s ms read as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("ages", () => {
  it.each([
    [41_999, "41 s"],
    [47 * MINUTE, "47 min"],
    [22 * HOUR, "22 h"],
    [3 * DAY + 4 * HOUR, "3 d 4 h"],
    [2 * DAY, "2 d"],
    [40 * DAY + 5 * HOUR, "40 d"],
    [-5, "0 s"],
  ])("%s ms read as %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it("tells the past from the future", () => {
    expect(formatRelative("2026-11-20T02:12:00Z", now)).toBe("2 h ago");
    expect(formatRelative("2026-11-20T04:25:00Z", now)).toBe("in 13 min");
    expect(formatRelative("2026-11-20T04:12:02Z", now)).toBe("now");
  });

  it("has one phrase for what is not read", () => {
    expect(notReadFor("2026-11-20T03:25:00Z", now)).toBe("not read for 47 min");
    expect(notReadFor(null, now)).toBe("not read yet");
  });
});

describe("times", () => {
  it("shows the zone's own wall clock, and the year only where it is another", () => {
    expect(formatAbsolute("2026-11-20T02:12:00Z", "Europe/Berlin", now)).toBe("Fri 20 Nov 03:12");
    expect(formatAbsolute("2026-11-20T02:12:00Z", "UTC", now)).toBe("Fri 20 Nov 02:12");
    expect(formatAbsolute("2025-12-31T23:30:00Z", "UTC", now)).toBe("Wed 31 Dec 2025 23:30");
  });

  it("shows midnight as 00:00", () => {
    expect(formatAbsolute("2026-11-20T00:00:00Z", "UTC", now)).toBe("Fri 20 Nov 00:00");
  });

  it("names a backup day by itself, whatever the viewer's zone", () => {
    expect(formatDay("2026-11-20")).toBe("Fri 20 Nov");
  });
});

it.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [11, "11th"],
  [22, "22nd"],
])("counts %s as %s", (value, text) => {
  expect(formatOrdinal(value)).toBe(text);
});

it("names how far a zone is from UTC at that moment", () => {
  expect(formatOffset("2026-11-20T12:00:00Z", "America/New_York")).toBe("UTC−5");
  expect(formatOffset("2026-07-20T12:00:00Z", "Europe/Berlin")).toBe("UTC+2");
  expect(formatOffset("2026-07-20T12:00:00Z", "Asia/Kolkata")).toBe("UTC+5:30");
  expect(formatOffset("2026-07-20T12:00:00Z", "UTC")).toBe("UTC");
});
