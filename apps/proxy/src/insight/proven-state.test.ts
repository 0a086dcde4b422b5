import { describe, expect, it } from "vitest";
import { readProvenState, readStanding } from "./proven-state.ts";
import { readState } from "./state.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";

const MINUTE = 60_000;
const month = nights(
  Array.from({ length: 30 }, () => "success" as const),
  2 * HOUR + DAY,
);
const failed = runAt(2 * HOUR, "failed");
/** Read in whole before the newest run ended; since then only in part. */
const partly = { lastReadAt: NOW - 30 * MINUTE };
const source = { ...factsOf([]).source, lastGoodPollAt: NOW - 30 * MINUTE };

describe("after a read that was not complete", () => {
  it("a success does not make a failed item better, and the reason says so", () => {
    const facts = factsOf([runAt(45 * MINUTE), failed, ...month], { ...partly, source });
    expect(readState(facts, NOW).state).toBe("ok");
    const verdict = readProvenState(facts, NOW);
    expect(verdict).toMatchObject({ state: "failed", failuresInARow: 1 });
    expect(verdict.reason).toContain("not yet confirmed by a complete read");
    expect(verdict.lastGood?.id).toBe(month[0]?.id);
  });

  it("a run that it calls a success and that a complete one called failed stays failed, and no older one stands for it", () => {
    const turned = runAt(2 * HOUR, "success", {
      statusSeenAt: new Date(NOW - MINUTE).toISOString(),
      statusBefore: "failed",
    });
    const facts = factsOf([turned, ...month], { ...partly, source });
    expect(readState(facts, NOW).state).toBe("ok");
    expect(readProvenState(facts, NOW)).toMatchObject({ state: "failed", failuresInARow: 1 });
  });

  it("a failure makes a good item worse at once", () => {
    const facts = factsOf([runAt(45 * MINUTE, "failed"), ...month], { ...partly, source });
    expect(readProvenState(facts, NOW).state).toBe("failed");
  });

  it("a run that was running at the complete read and ended well since makes nothing better", () => {
    const ended = runAt(80 * MINUTE, "success", { statusSeenAt: new Date(NOW - 79 * MINUTE).toISOString() });
    const facts = factsOf(
      [{ ...ended, endedAt: new Date(NOW - 5 * MINUTE).toISOString() }, failed, ...month],
      {
        ...partly,
        source,
      },
    );
    expect(readProvenState(facts, NOW).state).toBe("failed");
  });

  it("a run that ended before the complete read, and that only the other told of, makes nothing better", () => {
    const late = runAt(HOUR, "success", { statusSeenAt: new Date(NOW - MINUTE).toISOString() });
    const facts = factsOf([late, failed, ...month], { ...partly, source });
    expect(readProvenState(facts, NOW).state).toBe("failed");
  });

  it("an item that no complete read has told of is not green", () => {
    const facts = factsOf([runAt(45 * MINUTE)], { ...partly, source });
    expect(readProvenState(facts, NOW).state).toBe("never");
  });

  it("a run whose vendor tells no end counts from when it was first seen", () => {
    const endless = runAt(2 * HOUR, "success", {
      endedAt: null,
      statusSeenAt: new Date(NOW - MINUTE).toISOString(),
    });
    const facts = factsOf([endless, runAt(3 * HOUR, "failed"), ...month], { ...partly, source });
    expect(readProvenState(facts, NOW).state).toBe("failed");
  });
});

it("a complete read of the item or of its whole source makes it better", () => {
  const runs = [runAt(45 * MINUTE), failed, ...month];
  const ofItem = factsOf(runs, { lastReadAt: NOW - MINUTE, source });
  const ofSource = factsOf(runs, { ...partly, source: { ...source, lastGoodPollAt: NOW - MINUTE } });
  for (const facts of [ofItem, ofSource]) {
    expect(readProvenState(facts, NOW)).toEqual(readState(facts, NOW));
    expect(readProvenState(facts, NOW).state).toBe("ok");
  }
});

it("an item that is under way keeps its verdict, and shows what is running", () => {
  const facts = factsOf([runAt(10 * MINUTE, "running"), runAt(45 * MINUTE), failed, ...month], {
    ...partly,
    source,
  });
  expect(readProvenState(facts, NOW)).toMatchObject({ state: "failed", running: { usualMs: 20 * MINUTE } });
});

it("a vendor's clock that is ahead keeps no good run from counting", () => {
  const ahead = {
    endedAt: new Date(NOW + 2 * HOUR).toISOString(),
    statusSeenAt: new Date(NOW - 5 * MINUTE).toISOString(),
  };
  const facts = factsOf([runAt(-HOUR, "success", ahead), failed, ...month], {
    lastReadAt: NOW - MINUTE,
    source,
  });
  expect(readProvenState(facts, NOW).state).toBe("ok");
});

it("a policy's run that only an incomplete read has told of makes none of its devices better", () => {
  const runs = [{ ...failed, parentId: "p1" }, ...month.map((run, i) => ({ ...run, parentId: `q${i}` }))];
  const run = { message: null, reached: new Set(["item-1"]), worst: "failed" as const };
  const before = {
    ...run,
    sessionId: "p1",
    at: NOW - 2 * HOUR,
    seenAt: NOW - HOUR,
    status: "failed" as const,
  };
  const unread = {
    ...run,
    reached: new Set<string>(),
    worst: null,
    sessionId: "p2",
    status: "unknown" as const,
  };
  const policyRuns = [{ ...unread, at: NOW - 20 * MINUTE, seenAt: NOW - MINUTE }, before];
  const facts = factsOf(runs, { ...partly, source, policyRuns });
  expect(readState(facts, NOW).state).toBe("unknown");
  expect(readProvenState(facts, NOW).state).toBe("failed");
});

it("holds no longer than a switched-off item's last good one, though none is due", () => {
  const facts = factsOf([runAt(36 * HOUR - 10 * MINUTE)], { expected: false, disabled: true });
  const { verdict, until } = readStanding(facts, NOW);
  expect([verdict.state, verdict.dueAt, until]).toEqual(["ok", null, NOW + 10 * MINUTE + 1]);
  expect(readStanding(facts, until).verdict.state).toBe("unknown");
});
