import type { Source } from "@lastgood/proxy/contract";
import { expect, it } from "vitest";
import { isDark, oldestData, sourceLook } from "./dark-source.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const FINE = {
  state: "ok",
  everyMs: 900_000,
  lastPollMs: 9_000,
  lastGoodPollAt: "2026-11-20T03:05:00.000Z",
} as Source;

it.each([
  ["that was read in time", false, {}],
  ["whose last try failed", true, { state: "failing" }],
  ["that was never read", true, { state: "never-polled", lastGoodPollAt: null }],
  ["that says it is fine and was read too long ago", true, { lastGoodPollAt: "2026-11-20T02:00:00.000Z" }],
  [
    "whose sweep takes longer than its interval",
    false,
    { lastGoodPollAt: "2026-11-20T02:20:00.000Z", lastPollMs: 1_200_000 },
  ],
  ["that is disabled", false, { state: "disabled", lastGoodPollAt: null }],
] as const)("a source %s: dark is %s", (_, dark, over) => {
  const source = { ...FINE, ...over } as Source;
  expect(isDark(source, NOW)).toBe(dark);
  if (dark) expect(sourceLook(source, NOW).tone).toBe("unknown");
});

it("looks reachable only where it is read in time", () => {
  expect(sourceLook(FINE, NOW).label).toBe("Reachable");
  expect(sourceLook(FINE, NOW + 3_600_000).label).toBe("Not readable");
  expect(sourceLook({ ...FINE, state: "disabled" }, NOW).label).toBe("Disabled");
});

it("tells the age of the stalest source, and how many were never read", () => {
  const old = { ...FINE, state: "failing", lastGoodPollAt: "2026-11-20T02:25:00.000Z" } as Source;
  const never = { ...FINE, state: "never-polled", lastGoodPollAt: null } as Source;
  const off = { ...FINE, state: "disabled", lastGoodPollAt: null } as Source;
  expect(oldestData([FINE, old, off], NOW)).toEqual({ oldest: "oldest data 47 min", unread: null });
  expect(oldestData([FINE, never], NOW)).toEqual({
    oldest: "oldest data 7 min",
    unread: "1 source not read yet",
  });
  expect(oldestData([off], NOW)).toEqual({ oldest: null, unread: null });
});
