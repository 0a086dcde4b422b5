import { describe, expect, it } from "vitest";
import { durationBetween, isTimeZone, isZeroDate, parseUtc, zonedToUtc } from "./time.ts";

describe("a time as text", () => {
  it.each([
    ["2013-03-17 00:06:57", "2013-03-17T00:06:57.000Z"],
    ["2020-02-07T12:21:04.223155Z", "2020-02-07T12:21:04.223Z"],
    ["2020-02-07T12:21:04.9Z", "2020-02-07T12:21:04.900Z"],
    ["2020-02-07T12:21:04.999999999", "2020-02-07T12:21:04.999Z"],
    ["2020-02-07T00:21:04+02:00", "2020-02-06T22:21:04.000Z"],
    ["2020-12-31T23:30:00.5-01:30", "2021-01-01T01:00:00.500Z"],
    ["2024-02-29 00:00:00", "2024-02-29T00:00:00.000Z"],
  ])("%s is read as %s", (text, utc) => {
    expect(parseUtc(text)).toBe(utc);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])("may have %i digits behind its second", (digits) => {
    const fraction = digits === 0 ? "" : `.${"1234567".slice(0, digits)}`;
    expect(parseUtc(`2020-02-07T12:21:04${fraction}Z`)).toBe(
      `2020-02-07T12:21:04.${"123".slice(0, digits).padEnd(3, "0")}Z`,
    );
  });

  it.each([
    "2023-02-29 00:00:00",
    "2100-02-29 00:00:00",
    "2024-04-31 00:00:00",
    "2024-13-01 00:00:00",
    "2024-01-01 24:00:00",
    "2024-01-01 00:60:00",
    "2024-01-01 00:00:60",
    "2024-01-01",
    "2024-01-01 00:00",
    "2024-01-01 00:00:00 ",
    "2024-01-01T00:00:00+25:00",
    "2015-07-20T08T08:47:41+01:00",
    "0001-01-01T00:00:00",
    "1970-01-01T00:00:00Z",
    "1970-01-01T01:00:00+01:00",
    "9999-12-31T23:59:59.9999999Z",
    "0000-00-00 00:00:00",
    "",
  ])("%s is no time", (text) => {
    expect(parseUtc(text)).toBeNull();
  });

  it("says that there is none when empty or all zeros", () => {
    expect(["", " ", "0000-00-00", "0000-00-00 00:00:00"].every(isZeroDate)).toBe(true);
    expect(["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "x"].some(isZeroDate)).toBe(false);
  });
});

describe("a wall clock's reading", () => {
  it.each([
    ["Europe/Berlin", "2024-07-01 12:00:00", "2024-07-01T10:00:00.000Z"],
    ["Europe/Berlin", "2024-10-27 01:59:59", "2024-10-26T23:59:59.000Z"],
    ["Europe/Berlin", "2024-10-27 02:30:00", "2024-10-27T00:30:00.000Z"],
    ["Europe/Berlin", "2024-10-27 03:00:00", "2024-10-27T02:00:00.000Z"],
    ["Europe/Berlin", "2024-03-31 01:59:59", "2024-03-31T00:59:59.000Z"],
    ["Europe/Berlin", "2024-03-31 02:30:00", "2024-03-31T01:30:00.000Z"],
    ["Europe/Berlin", "2024-03-31 03:00:00", "2024-03-31T01:00:00.000Z"],
    ["America/New_York", "2024-11-03 01:30:00", "2024-11-03T05:30:00.000Z"],
    ["America/New_York", "2024-03-10 02:30:00", "2024-03-10T07:30:00.000Z"],
    ["Australia/Lord_Howe", "2024-10-06 02:15:00", "2024-10-05T15:45:00.000Z"],
    ["Asia/Kathmandu", "2024-01-01 00:00:00", "2023-12-31T18:15:00.000Z"],
    ["Pacific/Kiritimati", "2024-01-01 00:00:00", "2023-12-31T10:00:00.000Z"],
    ["UTC", "2024-02-29 00:00:00", "2024-02-29T00:00:00.000Z"],
  ])("in %s, %s is %s", (zone, reading, utc) => {
    const [year, month, day, hour, minute, second] = reading.split(/[- :]/).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const epochMs = zonedToUtc({ year, month, day, hour, minute, second }, zone);
    expect(new Date(epochMs).toISOString()).toBe(utc);
  });

  it("of a day that no calendar has is no time", () => {
    expect(zonedToUtc({ year: 2023, month: 2, day: 29, hour: 0, minute: 0, second: 0 }, "UTC")).toBeNaN();
  });

  it("needs a zone that exists", () => {
    expect(["UTC", "Europe/Berlin"].every(isTimeZone)).toBe(true);
    expect(["", "Mars/Olympus", "Europe/"].some(isTimeZone)).toBe(false);
  });
});

describe("a duration between two times", () => {
  const early = "2024-01-01T00:00:00.000Z";
  const late = "2024-01-01T00:00:01.500Z";

  it("is never negative, and unknown where one of them is", () => {
    expect(durationBetween(early, late)).toBe(1500);
    expect(durationBetween(early, early)).toBe(0);
    expect(durationBetween(late, early)).toBeNull();
    expect(durationBetween(null, late)).toBeNull();
    expect(durationBetween(early, null)).toBeNull();
  });
});
