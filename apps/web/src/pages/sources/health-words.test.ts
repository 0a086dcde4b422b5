import type { Source } from "@lastgood/proxy/contract";
import { describe, expect, it } from "vitest";
import { healthInWords, inZone, sourcesSentence, worstSourcesFirst } from "./health-words.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");

function source(over: Partial<Source> = {}): Source {
  return {
    id: "vbem",
    name: "VBEM",
    state: "ok",
    polling: false,
    everyMs: 900_000,
    lastPollMs: 9_000,
    lastGoodPollAt: "2026-11-20T03:05:00.000Z",
    nextPollAt: "2026-11-20T03:20:00.000Z",
    error: null,
    ...over,
  } as Source;
}
const error = { kind: "timeout", message: "no answer within 30 s", at: "2026-11-20T03:05:00.000Z" } as const;
const failing = source({ state: "failing", error, lastGoodPollAt: "2026-11-20T02:25:00.000Z" });
const silent = source({ lastGoodPollAt: "2026-11-20T01:00:00.000Z" });

describe("the health of a source in words", () => {
  it.each([
    ["is read", source(), "read every 15 min, next in 8 min"],
    ["is being read", source({ polling: true }), "read every 15 min; reading now"],
    ["fails", failing, "not read for 47 min; tries again in 8 min"],
    [
      "is read for the first time",
      source({ state: "never-polled", lastGoodPollAt: null, polling: true }),
      "reading it for the first time",
    ],
    [
      "was never read",
      source({ state: "never-polled", lastGoodPollAt: null }),
      "not read yet, next in 8 min",
    ],
    [
      "should have been read by now",
      { ...silent, nextPollAt: "2026-11-20T01:15:00.000Z" },
      "not read for 2 h; the next try is late",
    ],
    [
      "is disabled",
      source({ state: "disabled" }),
      "switched off in the configuration; its items are unknown",
    ],
  ])("says that it %s", (_, one, words) => {
    expect(healthInWords(one, NOW)).toBe(words);
  });

  it("sums up all of them, the worst first", () => {
    expect(sourcesSentence([source(), source()], NOW)).toBe("All 2 sources are read in time.");
    expect(sourcesSentence([source(), failing, silent], NOW)).toBe("2 of 3 sources cannot be read.");
    const filling = source({ state: "never-polled", lastGoodPollAt: null, polling: true });
    expect(sourcesSentence([source(), filling], NOW)).toBe(
      "1 of 2 sources is being read for the first time.",
    );
    expect(sourcesSentence([failing, filling], NOW)).toBe(
      "1 of 2 sources cannot be read; 1 being read for the first time.",
    );
    expect(sourcesSentence([source({ state: "disabled" })], NOW)).toBe("No source is read; 1 disabled.");
    const sorted = worstSourcesFirst(
      [source({ id: "a" }), { ...failing, id: "b" }, source({ id: "c" })],
      NOW,
    );
    expect(sorted.map(({ id }) => id)).toEqual(["b", "a", "c"]);
  });
});

it("tells instants in the server's words as the viewer reads times", () => {
  const words = "collected from its backup servers at 2026-11-20T06:15Z";
  expect(inZone(words, "Europe/Berlin", Date.parse("2026-11-20T07:00:00Z"))).toMatch(/servers at .*07:15/);
});
