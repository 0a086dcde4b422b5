import { describe, expect, it } from "vitest";
import { parseClock, parseTimeSpan } from "./duration.ts";

describe("a duration as text", () => {
  it.each([
    ["00:01:17.8237000", 77_823],
    ["1.02:03:04.5000000", 93_784_500],
    ["00:00:00", 0],
    ["23:59:59.9", 86_399_900],
    ["00:00:01.9999999", 1_999],
    ["24:00:00", null],
    ["00:60:00", null],
    ["00:00:01.12345678", null],
    ["-00:00:01", null],
    ["1", null],
    ["", null],
  ])(".NET's %s is %s ms", (text, ms) => {
    expect(parseTimeSpan(text)).toBe(ms);
  });

  it.each([
    ["00:00:28", 28_000],
    ["49:00:01", 176_401_000],
    ["00:61:00", null],
    ["00:28", null],
    ["n/a", null],
  ])("the clock's %s is %s ms", (text, ms) => {
    expect(parseClock(text)).toBe(ms);
  });
});
