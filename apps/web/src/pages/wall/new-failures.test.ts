import { describe, expect, it } from "vitest";
import { type FailureMemory, newNow, noteFailures } from "./new-failures.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const session = (endedAt: string) => ({ at: endedAt, endedAt }) as never;
const failing = (id: string, since: string, last = since) => ({
  id,
  state: "failed" as const,
  failingSince: since,
  lastSession: session(last),
});

describe("a new failure", () => {
  const begun = noteFailures(null, [failing("a", "2026-11-19T01:00:00Z")], NOW).memory;
  const tell = (memory: FailureMemory, ...items: Parameters<typeof noteFailures>[1][number][]) =>
    noteFailures(memory, items, NOW + 60_000);

  it("is none of those that stood there when the wall began", () => {
    expect(noteFailures(null, [failing("a", "2026-11-19T01:00:00Z")], NOW).fresh).toEqual([]);
    expect(newNow(begun, NOW).size).toBe(0);
  });

  it("is told once and marked for a quarter of an hour", () => {
    const first = tell(begun, failing("b", "2026-11-20T03:00:00Z"));
    expect(first.fresh).toEqual(["b"]);
    expect(tell(first.memory, failing("b", "2026-11-20T03:00:00Z")).fresh).toEqual([]);
    expect([...newNow(first.memory, NOW + 120_000)]).toEqual(["b"]);
    expect(newNow(first.memory, NOW + 20 * 60_000).size).toBe(0);
  });

  it("is not told again for the next night of the same run, for older history, or after it was out of sight", () => {
    expect(tell(begun, failing("a", "2026-11-19T01:00:00Z", "2026-11-20T01:00:00Z")).fresh).toEqual([]);
    expect(tell(begun, failing("a", "2026-11-17T01:00:00Z", "2026-11-19T01:00:00Z")).fresh).toEqual([]);
    const gone = tell(begun).memory;
    expect(tell(gone, failing("a", "2026-11-19T01:00:00Z")).fresh).toEqual([]);
    const blind = tell(begun, { ...failing("a", "2026-11-19T01:00:00Z"), state: "unknown" }).memory;
    expect(tell(blind, failing("a", "2026-11-19T01:00:00Z")).fresh).toEqual([]);
  });

  it("is told again after it had been good in between", () => {
    expect(tell(begun, failing("a", "2026-11-20T03:00:00Z")).fresh).toEqual(["a"]);
  });

  it("takes no more memory after a month of failures", () => {
    let memory: FailureMemory | null = begun;
    for (let batch = 0; batch < 10; batch += 1) {
      const items = Array.from({ length: 500 }, (_, i) => failing(`${batch}-${i}`, "2026-11-20T03:00:00Z"));
      memory = noteFailures(memory, items, NOW).memory;
    }
    expect(memory.size).toBe(2_000);
    expect(memory.has("9-499")).toBe(true);
  });
});
