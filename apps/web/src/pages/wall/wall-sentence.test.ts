import type { Source } from "@lastgood/proxy/contract";
import { describe, expect, it } from "vitest";
import { wallSentence } from "./wall-sentence.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const counts = { failed: 3, overdue: 0, unknown: 0, never: 0, warning: 5, ok: 206 };
const runs = (...each: number[]) =>
  each.map((failuresInARow) => ({ state: "failed" as const, failuresInARow }));

function source(name: string, over: Partial<Source> = {}): Source {
  return {
    id: name,
    name,
    state: "ok",
    everyMs: 900_000,
    lastPollMs: 9_000,
    lastGoodPollAt: "2026-11-20T03:05:00.000Z",
    ...over,
  } as Source;
}

describe("the wall's sentence", () => {
  it("says how many are good, who failed and for how long, and which source is not read", () => {
    const dark = [source("VBEM", { state: "failing", lastGoodPollAt: "2026-11-20T02:25:00.000Z" })];
    expect(wallSentence({ good: 206, total: 214, counts }, runs(3, 1, 1), dark, NOW)).toEqual({
      said: ["206 of 214 items good", "three failed, one for the 3rd time"],
      unread: [{ name: "VBEM", text: "not read for 47 min" }],
    });
  });

  it("accounts for every item that is not good, though no source is dark", () => {
    const many = { failed: 311, overdue: 1, unknown: 11_286, never: 2, warning: 0, ok: 0 };
    expect(wallSentence({ good: 0, total: 11_600, counts: many }, [], [], NOW).said).toEqual([
      "0 of 11,600 items good",
      "311 failed",
      "one overdue",
      "11,286 unknown",
      "two never backed up",
    ]);
  });

  it("is short where all is well, and never calls nothing good", () => {
    const fine = { failed: 0, overdue: 0, unknown: 0, never: 0, warning: 0, ok: 214 };
    expect(wallSentence({ good: 214, total: 214, counts: fine }, [], [], NOW).said).toEqual([
      "All 214 items good",
    ]);
    const none = { ...fine, ok: 0 };
    expect(wallSentence({ good: 0, total: 0, counts: none }, [], [], NOW).said).toEqual([
      "No items known yet",
    ]);
  });

  it("stays within its room when many sources are dark, and counts the rest", () => {
    const dark = ["A", "B", "C", "D"].map((name) => source(name, { state: "failing", lastGoodPollAt: null }));
    expect(wallSentence({ good: 1, total: 1, counts }, [], dark, NOW).unread).toEqual([
      { name: "A", text: "not read yet" },
      { name: "B", text: "not read yet" },
      { name: "", text: "two more sources not read" },
    ]);
  });
});
