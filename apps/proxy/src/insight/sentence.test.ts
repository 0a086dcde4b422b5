import { describe, expect, it } from "vitest";
import { overviewSentence } from "./sentence.ts";

const NONE = { failed: 0, overdue: 0, unknown: 0, never: 0, warning: 0, ok: 0 };

describe("the sentence", () => {
  it("says what is good, what failed and for how long, and what has not been read", () => {
    expect(
      overviewSentence({
        counts: { failed: 3, overdue: 2, unknown: 3, never: 0, warning: 5, ok: 201 },
        longestStreak: 3,
        withLongestStreak: 1,
        dark: [{ name: "VBEM", ageMs: 47 * 60_000 }],
      }),
    ).toBe(
      "206 of 214 items have a backup as good and as recent as they should. Three failed, one for the third time in a row. Two are overdue. Three are unknown. VBEM has not been read for 47 min.",
    );
  });

  it("accounts for every item that is not good, though no source is dark", () => {
    const counts = { failed: 311, overdue: 1, unknown: 11_286, never: 2, warning: 0, ok: 0 };
    expect(overviewSentence({ counts, longestStreak: 1, withLongestStreak: 311, dark: [] })).toBe(
      "0 of 11,600 items have a backup as good and as recent as they should. 311 failed. One is overdue. 11,286 are unknown. Two never had a backup.",
    );
  });

  it("says so when all is well, and claims nothing when nothing is known", () => {
    const calm = { longestStreak: 0, withLongestStreak: 0, dark: [] };
    expect(overviewSentence({ counts: { ...NONE, ok: 2 }, ...calm })).toMatch(/^All 2 items have/);
    expect(overviewSentence({ counts: { ...NONE, ok: 11_000, failed: 1_200 }, ...calm })).toMatch(
      /^11,000 of 12,200 items .* 1,200 failed\.$/,
    );
    expect(overviewSentence({ counts: NONE, ...calm })).toBe("Nothing to protect is known yet.");
  });
});
