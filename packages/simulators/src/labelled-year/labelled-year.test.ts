import { expect, it } from "vitest";
import { createLabelledYear } from "./labelled-year.ts";

const year = createLabelledYear({ seed: 5, items: 60 });

it("is the same for the same seed, and another for another", () => {
  expect(createLabelledYear({ seed: 5, items: 60 })).toEqual(year);
  expect(createLabelledYear({ seed: 6, items: 60 })).not.toEqual(year);
});

it("has no run where one is said to be missing, nor while its job is switched off", () => {
  for (const { runs, gaps, disabled } of year.items) {
    for (const { expectedAt, until } of gaps)
      for (const { startedAt } of runs)
        expect(startedAt < (expectedAt[0] as number) || startedAt >= until).toBe(true);
    for (const { from, to } of disabled)
      expect(runs.filter(({ startedAt }) => startedAt >= from && startedAt < to)).toEqual([]);
  }
});

it("tells of the runs of a dark source only once it can be read again", () => {
  let held = 0;
  for (const { runs, dark } of year.items)
    for (const { endedAt, toldAt } of runs) {
      const span = dark.find(({ from, to }) => endedAt >= from && endedAt < to);
      expect(toldAt).toBe(span?.to ?? endedAt);
      if (span) held += 1;
    }
  expect(held).toBeGreaterThan(10);
});
