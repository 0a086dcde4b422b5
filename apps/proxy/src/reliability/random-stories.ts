import fc from "fast-check";
import { STORY_EVENTS, type Story } from "./story.ts";

const HOUR = 3_600_000;

const run = fc.record({
  item: fc.nat(30),
  status: fc.constantFrom(...(["success", "warning", "failed", "canceled", "unknown", "running"] as const)),
  startedAgoMinutes: fc.integer({ min: 3, max: 600 }),
  tookMinutes: fc.integer({ min: 1, max: 90 }),
});

const chapter = fc.record({
  runs: fc.array(run, { maxLength: 5 }),
  events: fc.uniqueArray(fc.constantFrom(...STORY_EVENTS), { maxLength: 2 }),
});

/** Installations of all sizes and clocks, in which runs end in every way and things are renamed, removed and switched off. */
export const stories: fc.Arbitrary<Story> = fc.record({
  world: fc.record({
    seed: fc.integer({ min: 1, max: 10_000 }),
    days: fc.integer({ min: 1, max: 12 }),
    devices: fc.record({
      nable: fc.integer({ min: 4, max: 9 }),
      azure: fc.integer({ min: 7, max: 12 }),
      enterpriseManager: fc.integer({ min: 5, max: 9 }),
      unitrends: fc.integer({ min: 4, max: 8 }),
    }),
  }),
  // Runs of a clock that is ahead stand as they were first seen, which a fault changes: wrong-clock.test.ts.
  clockOffsetMs: fc.constantFrom(0, 0, 0, -2 * HOUR, -48 * HOUR),
  before: chapter,
  news: chapter,
});
