import { describe, expect, it } from "vitest";
import { letterSizes, readLength } from "./letters.ts";

const HD = { width: 1920, height: 1080 };

describe("letters on the wall", () => {
  it("are 52 and 42 pixels for four metres and 55 inches at 1080p", () => {
    const { big, small, readableTo } = letterSizes(HD, undefined, undefined);
    expect(Math.floor(big)).toBe(52);
    expect(Math.floor(small)).toBe(42);
    expect(readableTo).toBeNull();
  });

  it("are as big on the glass whatever the resolution, and upright too", () => {
    const { big } = letterSizes(HD, undefined, undefined);
    expect(letterSizes({ width: 3840, height: 2160 }, undefined, undefined).big).toBeCloseTo(2 * big);
    expect(letterSizes({ width: 1080, height: 1920 }, undefined, undefined).big).toBeCloseTo(big);
  });

  it("grow with the distance and shrink with the screen's size", () => {
    const { big } = letterSizes(HD, "4m", "55in");
    expect(letterSizes(HD, "3m", "55in").big).toBeCloseTo((big * 3) / 4);
    expect(letterSizes(HD, "4m", "65in").big).toBeCloseTo((big * 55) / 65);
  });

  it("stop growing where no name would fit, and then say how far they carry", () => {
    const { big, small, readableTo } = letterSizes(HD, "20m", "24in");
    expect(big).toBeCloseTo(1080 / 17);
    expect(small / big).toBeCloseTo(0.8, 2);
    expect(readableTo).toBeGreaterThan(1);
    expect(readableTo).toBeLessThan(20);
  });
});

describe("a length in the address", () => {
  it.each([
    ["4m", "m", 4],
    ["4", "m", 4],
    ["2.5 m", "m", 2.5],
    ["10ft", "m", 3.048],
    ["55in", "in", 1.397],
    ["55", "in", 1.397],
    ["140cm", "in", 1.4],
  ] as const)("reads %s", (text, unit, metres) => {
    expect(readLength(text, unit)).toBeCloseTo(metres);
  });

  it.each([undefined, "", "far", "-4m", "0m", "1e9m", "4m; x", "9999m"])("takes %s for none", (text) => {
    expect(readLength(text, "m")).toBeNull();
  });
});
