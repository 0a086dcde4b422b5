import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import { changedFlags, historyFlags } from "./history-flags.ts";
import { DAY, HOUR, runAt } from "./test-facts.ts";

const GIB = 1024 ** 3;
/** Nights before the one that is judged: 1.2 GiB of 300 GiB, in about an hour. */
const month: Run[] = Array.from({ length: 28 }, (_, i) =>
  runAt((i + 1) * DAY, "success", {
    transferredBytes: Math.round(1.2 * GIB * (1 + (i % 5) / 20)),
    selectedBytes: 300 * GIB + i * GIB,
    selectedItems: 1_000 + i,
    durationMs: HOUR + (i % 7) * 60_000,
  }),
);
const like = month[0] as Run;
const judged = (more: Partial<Run>) =>
  historyFlags(
    {
      ...like,
      ...runAt(0),
      transferredBytes: like.transferredBytes,
      selectedBytes: like.selectedBytes,
      selectedItems: like.selectedItems,
      durationMs: like.durationMs,
      ...more,
    },
    month,
  );

describe("flags that an item's history gives", () => {
  it.each<[string, Partial<Run>, string]>([
    ["nothing-transferred", { transferredBytes: 0 }, "0 B transferred; usually 1.3 GiB over 28 runs"],
    [
      "selection-shrank",
      { selectedBytes: 41 * GIB },
      "selection shrank to 41.0 GiB; usually 314 GiB over 28 runs",
    ],
    ["transfer-spike", { transferredBytes: 90 * GIB }, "90.0 GiB transferred; usually 1.3 GiB over 28 runs"],
    ["too-slow", { durationMs: 5 * HOUR }, "took 5 h 00 m; usually 1 h 03 m over 28 runs"],
    ["too-fast", { durationMs: 20_000 }, "took 20 s; usually 1 h 03 m over 28 runs"],
  ])("%s, with its figures", (flag, more, reason) => {
    expect(judged(more)).toEqual([{ flag, reason }]);
  });

  it("raise nothing on a usual run, on an absent figure or on a run that the vendor did not call fine", () => {
    expect(judged({})).toEqual([]);
    expect(
      judged({ transferredBytes: null, selectedBytes: null, selectedItems: null, durationMs: null }),
    ).toEqual([]);
    expect(judged({ status: "failed", transferredBytes: 0 })).toEqual([]);
  });

  it("raise nothing where zero is usual, or where too little is known", () => {
    const idle = month.map((run) => ({ ...run, transferredBytes: 0 }));
    expect(historyFlags({ ...like, transferredBytes: 0 }, idle)).toEqual([]);
    expect(historyFlags({ ...like, transferredBytes: 0 }, month.slice(0, 4))).toEqual([]);
  });

  it("take a weekly full among nightly runs for what it is, with and without a level", () => {
    const full = (run: Run, i: number) =>
      i % 7 === 6 ? { ...run, transferredBytes: 300 * GIB, durationMs: 9 * HOUR } : run;
    const untold = month.map(full);
    expect(
      historyFlags(
        {
          ...runAt(0),
          selectedBytes: 300 * GIB,
          selectedItems: 1_000,
          transferredBytes: 310 * GIB,
          durationMs: 9 * HOUR,
        },
        untold,
      ),
    ).toEqual([]);
    const told = untold.map((run, i) => ({
      ...run,
      level: i % 7 === 6 ? ("full" as const) : ("incremental" as const),
    }));
    expect(
      historyFlags({ ...like, level: "full", transferredBytes: 310 * GIB, durationMs: 9 * HOUR }, told),
    ).toEqual([]);
  });

  it("take a weekly full for what it is where its night begins about midnight, on the one or the other day", () => {
    const full = (run: Run, i: number) =>
      [7, 14, 19].includes(i) ? { ...run, transferredBytes: 300 * GIB } : run;
    const usual = { ...like, ...runAt(0), selectedBytes: 300 * GIB, selectedItems: 1_000, durationMs: HOUR };
    const friday = { ...usual, transferredBytes: 310 * GIB };
    expect(historyFlags(friday, month.map(full))).toEqual([]);
    expect(historyFlags(friday, month)).toMatchObject([{ flag: "transfer-spike" }]);
  });

  it("take Monday's first hours for what they are, where the runs before reach back over a weekend only", () => {
    const weekend = month.map((run, i) => ({ ...run, ...runAt((i + 1) * HOUR), transferredBytes: GIB / 3 }));
    const monday = {
      ...like,
      ...runAt(0),
      selectedBytes: like.selectedBytes,
      selectedItems: 1_000,
      durationMs: HOUR,
    };
    expect(historyFlags({ ...monday, transferredBytes: 3 * GIB }, weekend)).toEqual([]);
    expect(historyFlags({ ...monday, transferredBytes: 30 * GIB }, weekend)).toMatchObject([
      { flag: "transfer-spike" },
    ]);
  });

  it("compare a long weekly full with the fulls before it, not with the nights between", () => {
    const full = month.map((run, i) => (i % 7 === 6 ? { ...run, durationMs: 2.5 * HOUR } : run));
    const saturday = { ...like, ...runAt(0), selectedBytes: like.selectedBytes, selectedItems: 1_000 };
    expect(historyFlags({ ...saturday, durationMs: 5 * HOUR }, full)).toEqual([]);
    expect(historyFlags({ ...saturday, durationMs: 9 * HOUR }, full)).toMatchObject([{ flag: "too-slow" }]);
  });

  it("change only the runs whose flags are not what their past shows", () => {
    const silent = {
      ...like,
      ...runAt(0),
      transferredBytes: 0,
      selectedBytes: like.selectedBytes,
      selectedItems: 1_000,
      durationMs: HOUR,
    };
    expect(changedFlags([silent, ...month], true, false)).toEqual([
      { id: silent.id, flags: ["nothing-transferred"] },
    ]);
    expect(changedFlags([{ ...silent, flags: ["nothing-transferred"] }, ...month], true, false)).toEqual([]);
  });

  it("stay on a run whose past is no longer at hand", () => {
    const aged = month.map((run, i) => (i === 20 ? { ...run, flags: ["transfer-spike" as const] } : run));
    expect(changedFlags(aged, true, false)).toEqual([{ id: (aged[20] as Run).id, flags: [] }]);
    expect(changedFlags(aged, false, false)).toEqual([]);
  });
});
