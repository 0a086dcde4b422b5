import type { Progress, Source } from "@lastgood/proxy/contract";
import { describe, expect, it } from "vitest";
import { paceInWords, progressInWords, shareDone } from "./progress-words.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const MINUTE = 60_000;
const source = {
  polling: true,
  everyMs: 15 * MINUTE,
  nextPollAt: "2026-11-20T03:24:00.000Z",
  spacingMs: null,
  sweepEstimateMs: null,
  leastEveryMs: null,
} as Source;
const devices: Progress = {
  phase: "sweep",
  unit: "devices",
  done: 120,
  total: 1000,
  totalIsEstimate: true,
  ratePerMinute: 58,
  etaMs: 14.2 * MINUTE,
};
const days: Progress = { ...devices, phase: "first-fill", unit: "days", totalIsEstimate: false };

describe("how far a source was read, in words", () => {
  it.each([
    [devices, "Reading: 120 of about 1,000 devices, 58 a minute, about 15 min left"],
    [
      { ...devices, phase: "first-fill" as const, totalIsEstimate: false, etaMs: 20_000 },
      "First fill: 120 of 1,000 devices, 58 a minute, less than a minute left",
    ],
    [
      { ...days, ratePerMinute: 2.5, etaMs: 103.5 * MINUTE },
      "First fill: 120 of 1,000 days back, 2.5 a minute, about 1 h 44 m left",
    ],
    [{ ...days, total: null, ratePerMinute: null, etaMs: null }, "First fill: 120 days back"],
  ])("tells what is done, of how much, how fast and for how long", (progress, words) => {
    expect(progressInWords(source, progress, NOW)).toBe(words);
  });

  it("tells when a fill goes on that stands still between two polls", () => {
    const paused = { ...days, ratePerMinute: null, etaMs: null };
    expect(progressInWords({ ...source, polling: false }, paused, NOW)).toBe(
      "First fill: 120 of 1,000 days back, goes on in 12 min",
    );
  });

  it("tells a share only where the whole is known", () => {
    expect([
      shareDone(devices),
      shareDone({ ...devices, total: null }),
      shareDone({ ...devices, total: 0 }),
    ]).toEqual([0.12, null, null]);
  });
});

describe("the pace of a source in words", () => {
  it("says nothing where nothing bounds it", () => {
    expect(paceInWords(source)).toEqual([]);
    expect(paceInWords({ ...source, spacingMs: 0 })).toEqual([]);
  });

  it("tells the spacing, the sweep that follows from it, and the floor", () => {
    const nable = { ...source, spacingMs: 1_000, sweepEstimateMs: 214_000, leastEveryMs: 90_000 };
    expect(paceInWords(nable)).toEqual([
      "one request a second at most",
      "reading all its devices once takes about 4 min",
      "its interval can be 90 s at the least",
    ]);
    expect(paceInWords({ ...source, spacingMs: 2_500, leastEveryMs: 5 * MINUTE })).toEqual([
      "one request every 2.5 s at most",
      "its interval can be 5 min at the least",
    ]);
  });

  it("says so where a sweep takes longer than the interval", () => {
    expect(paceInWords({ ...source, sweepEstimateMs: 1_000_000 })).toEqual([
      "reading all its devices once takes about 17 min, longer than its interval of 15 min: each device is read less often than that",
    ]);
  });
});
