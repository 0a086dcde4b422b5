import { expect, it } from "vitest";
import type { PolicyRun } from "./facts.ts";
import { readRetirement } from "./retirement.ts";
import { readState } from "./state.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";
import { factsAt } from "./yesterday.ts";

const NIGHTS = nights(["success", "success", "success"], 40 * HOUR);

it("retires an item whose policy the vendor says is removed, since it first said so", () => {
  const facts = factsOf(NIGHTS, { removedSince: NOW - 2 * DAY });
  expect(readRetirement(facts, NOW)).toEqual({
    since: NOW - 2 * DAY,
    reason: "the vendor says that the policy was removed",
  });
  expect(readRetirement(factsAt(facts, NOW - 3 * DAY), NOW - 3 * DAY)).toBeNull();
});

it("retires an item that three complete inventories over a day lack, and none before", () => {
  const missing = { missingSince: NOW - 30 * HOUR };
  expect(readRetirement(factsOf(NIGHTS, missing), NOW)).toBeNull();
  const gone = factsOf(NIGHTS, { ...missing, goneSince: NOW - 6 * HOUR });
  expect(readRetirement(gone, NOW)).toEqual({
    since: NOW - 6 * HOUR,
    reason: "not in the inventory since 30 h: three complete ones lack it",
  });
  const then = NOW - 7 * HOUR;
  expect(readRetirement(factsAt(gone, then), then)).toBeNull();
  expect(readState(factsAt(gone, then), then)).toMatchObject({
    state: "unknown",
    reason: "not in the inventory since 23 h",
  });
});

it("keeps what was never missing at an earlier instant in the state that it had", () => {
  const gone = factsOf(NIGHTS, { missingSince: NOW - 30 * HOUR, goneSince: NOW - 6 * HOUR });
  const then = NOW - 32 * HOUR;
  expect(readState(factsAt(gone, then), then).state).toBe("ok");
});

it("does not retire what still runs though inventories lack it, nor what its policy fails to reach", () => {
  const gone = { missingSince: NOW - 30 * HOUR, goneSince: NOW - 6 * HOUR };
  const runs = [runAt(10 * HOUR, "failed"), ...NIGHTS];
  expect(readRetirement(factsOf(runs, gone), NOW)).toBeNull();
  expect(readState(factsOf(runs, gone), NOW).state).toBe("failed");
  const run = (status: PolicyRun["status"]): PolicyRun => ({
    sessionId: "p",
    at: NOW - 10 * HOUR,
    seenAt: NOW - 10 * HOUR,
    status,
    message: null,
    reached: new Set(),
    worst: null,
  });
  expect(readRetirement(factsOf(NIGHTS, { ...gone, policyRuns: [run("failed")] }), NOW)).toBeNull();
  expect(readRetirement(factsOf(NIGHTS, { ...gone, policyRuns: [run("success")] }), NOW)).not.toBeNull();
});

it("never retires for want of reading", () => {
  const dark = factsOf(NIGHTS, { lastReadAt: NOW - 30 * DAY, missingSince: NOW - 30 * DAY });
  expect(readRetirement(dark, NOW)).toBeNull();
});
