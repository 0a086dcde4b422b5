import { afterEach, describe, expect, it, vi } from "vitest";
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

describe("in the viewer's locale", () => {
  const formatIn = (locale: string) => {
    vi.stubGlobal("navigator", { language: locale });
    vi.resetModules();
    return import("./format.ts");
  };
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ["de-DE", "Fr 20 Nov 03:12", "Mi 31 Dez 2025 00:30", "1.234.567", "1,2 GiB"],
    ["fr-FR", "ven 20 nov 03:12", "mer 31 déc 2025 00:30", "1\u202f234\u202f567", "1,2 GiB"],
    ["en-IN", "Fri 20 Nov 03:12", "Wed 31 Dec 2025 00:30", "12,34,567", "1.2 GiB"],
    ["ja-JP", "金 20 11月 03:12", "水 31 12月 2025 00:30", "1,234,567", "1.2 GiB"],
    ["lt-LT", "pn 20 lapk 03:12", "tr 31 gruo 2025 00:30", "1\u00a0234\u00a0567", "1,2 GiB"],
    [
      "ar-EG",
      "\u2068ج\u2069 20 \u2068نوفمبر\u2069 03:12",
      "\u2068ر\u2069 31 \u2068ديسمبر\u2069 2025 00:30",
      "1,234,567",
      "1.2 GiB",
    ],
  ])(
    "names and separators are those of %s, the order is that of all",
    async (locale, near, far, count, size) => {
      const format = await formatIn(locale);
      expect(format.formatAbsolute("2026-11-20T02:12:00Z", "Europe/Berlin", now)).toBe(near);
      expect(format.formatAbsolute("2025-12-30T23:30:00Z", "Europe/Berlin", now)).toBe(far);
      expect(format.plural(1_234_567, "item")).toBe(`${count} items`);
      expect(format.formatBytes(1.2 * 1024 ** 3)).toBe(size);
    },
  );

  it("tells exact figures in its digits and separators", async () => {
    const format = await formatIn("de-DE");
    expect(format.formatExactBytes(1_288_490_189)).toBe("1.288.490.189 bytes");
    expect(format.formatExactDuration(3_874_500)).toBe("3.874,5 s");
    expect(format.formatTenths(4)).toBe("4,0");
  });

  it.each(["th-TH", "fa-IR", "ar-SA"])(
    "counts years and writes digits in %s as a vendor does",
    async (locale) => {
      const format = await formatIn(locale);
      expect(format.formatExactTime("2026-11-20T02:12:05Z", "UTC")).toMatch(/^\S+ 20 \S+ 2026 02:12:05 UTC$/);
      expect(format.formatCount(12)).toBe("12");
    },
  );

  it.each([
    ["en-GB", "Fr"],
    ["de-DE", "Fr"],
    ["fr-FR", "ve"],
    ["zh-CN", "周五"],
    ["vi-VN", "T6"],
    ["pt-PT", "sex"],
  ])("tells weekdays apart in narrow columns of %s", async (locale, weekday) => {
    const { columnDay } = await formatIn(locale);
    expect(columnDay(now, "UTC").weekday).toBe(weekday);
    const week = Array.from({ length: 7 }, (_, day) => columnDay(now + day * DAY, "UTC").weekday);
    expect(new Set(week).size).toBe(7);
  });

  it.each(["en-US", "en-GB", "en-AU", "en-CA"])("reads alike in %s as in all English", async (locale) => {
    const format = await formatIn(locale);
    expect(format.formatDay("2026-09-04")).toBe("Fri 4 Sep");
    expect(format.formatCount(12_345)).toBe("12,345");
  });

  it.each(["", "xx", "no tag!"])(
    "reads as English where the browser tells no locale but %j",
    async (locale) => {
      const format = await formatIn(locale);
      expect(format.formatDay("2026-11-20")).toBe("Fri 20 Nov");
      expect(format.formatCount(12_345)).toBe("12,345");
    },
  );
});

it("makes nothing of Intl before something is shown", async () => {
  vi.resetModules();
  const made = [
    vi.spyOn(Intl, "NumberFormat"),
    vi.spyOn(Intl, "DateTimeFormat"),
    vi.spyOn(Intl, "PluralRules"),
  ];
  const { formatCount } = await import("./format.ts");
  for (const one of made) expect(one).not.toHaveBeenCalled();
  formatCount(1);
  expect(made[0]).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});
