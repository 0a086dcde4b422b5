import type { Status } from "@lastgood/normalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import type { PolicyRun } from "./facts.ts";
import { readState } from "./state.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";
import { factsAt } from "./yesterday.ts";

const month = (newest: Status[]) =>
  nights([...newest, ...Array.from({ length: 30 }, () => "success" as const)]);
const MINUTE = 60_000;

describe("the state of an item", () => {
  it("is ok after a good night, and says how old that is", () => {
    const verdict = readState(factsOf(month(["success"])), NOW);
    expect(verdict).toMatchObject({
      state: "ok",
      failuresInARow: 0,
      failingSince: null,
      dueIsDefault: false,
    });
    expect(verdict.reason).toMatch(/^last good .* ago; daily about 01:1\d, 31 of the last 31$/);
  });

  it("is failed since the first of an unbroken run of failures", () => {
    const verdict = readState(factsOf(month(["failed", "interrupted", "not-started"])), NOW);
    expect(verdict).toMatchObject({
      state: "failed",
      failuresInARow: 3,
      failingSince: NOW - 2 * HOUR - 2 * DAY,
    });
    expect(verdict.lastGood?.id).toBe(`rmm:${2 * HOUR + 3 * DAY}:success`);
  });

  it("counts a run with retries once, by its last try", () => {
    const runs = month(["failed"]);
    const [failed] = runs;
    const tries = [failed as never, runAt(2.5 * HOUR, "failed"), runAt(3 * HOUR, "failed"), ...runs.slice(1)];
    expect(readState(factsOf(tries), NOW)).toMatchObject({ state: "failed", failuresInARow: 1 });
    const healed = [runAt(1 * HOUR, "success"), ...tries];
    expect(readState(factsOf(healed), NOW).state).toBe("ok");
  });

  it("keeps the verdict while a run is under way, and tells of it", () => {
    const failed = [runAt(MINUTE * 10, "running"), ...month(["failed"]).map((run) => run)];
    expect(readState(factsOf(failed), NOW)).toMatchObject({
      state: "failed",
      running: { usualMs: HOUR / 3 },
    });
    const ok = [runAt(MINUTE * 10, "running"), ...month(["success"])];
    expect(readState(factsOf(ok), NOW).state).toBe("ok");
  });

  it("is due anew from when its backup was switched on again, and no better than unknown until it has one", () => {
    const before = nights(
      Array.from({ length: 30 }, () => "success" as const),
      14 * DAY,
    );
    const on = { from: NOW - 13 * DAY, to: NOW - 4 * HOUR };
    expect(readState(factsOf(before), NOW).state).toBe("overdue");
    expect(readState(factsOf(before, { off: on }), NOW)).toMatchObject({
      state: "unknown",
      reason: "switched on again 4 h ago; no good backup since",
    });
    const since = [runAt(HOUR), ...before];
    expect(readState(factsOf(since, { off: on }), NOW).state).toBe("ok");
    const between = nights(Array.from({ length: 30 }, () => "success" as const));
    const brief = { from: NOW - 1.5 * HOUR, to: NOW - HOUR };
    expect(readState(factsOf(between, { off: brief }), NOW).state).toBe("ok");
    const late = NOW + 2 * DAY;
    expect(readState(factsOf(before, { off: on, lastReadAt: late - MINUTE }), late).state).toBe("overdue");
  });

  it("is unknown where the vendor's word is not known, however fine the nights before were", () => {
    expect(readState(factsOf(month(["unknown"])), NOW).state).toBe("unknown");
  });

  it("is unknown as soon as it was not read for three intervals, and says for how long", () => {
    const facts = factsOf(month(["success"]));
    expect(readState({ ...facts, lastReadAt: NOW - 44 * MINUTE }, NOW).state).toBe("ok");
    expect(readState({ ...facts, lastReadAt: NOW - 47 * MINUTE }, NOW)).toMatchObject({
      state: "unknown",
      reason: "not read for 47 min",
    });
    expect(readState({ ...facts, lastReadAt: null }, NOW)).toMatchObject({
      state: "unknown",
      reason: "not read yet",
    });
  });

  it("measures blindness by the last full sweep where that took longer than the interval", () => {
    const facts = factsOf(month(["success"]), { lastReadAt: NOW - 2 * HOUR });
    expect(readState({ ...facts, source: { ...facts.source, sweepMs: HOUR } }, NOW).state).toBe("ok");
  });

  it("stays failed while its source is dark, and adds for how long", () => {
    const verdict = readState(factsOf(month(["failed"]), { lastReadAt: NOW - 47 * MINUTE }), NOW);
    expect(verdict.state).toBe("failed");
    expect(verdict.reason).toContain("not read for 47 min");
  });

  it("says of an unknown word, too, for how long nothing newer was read", () => {
    const dark = readState(factsOf(month(["unknown"]), { lastReadAt: NOW - 47 * MINUTE }), NOW);
    expect(dark).toMatchObject({
      state: "unknown",
      reason: "the vendor's word for its last run is not known · not read for 47 min",
    });
  });

  it("is unknown while its source is disabled, or once the inventory lacks it", () => {
    const facts = factsOf(month(["success"]));
    const disabled = { ...facts, source: { ...facts.source, disabledSince: NOW - 3 * HOUR } };
    expect(readState(disabled, NOW)).toMatchObject({ state: "unknown", reason: "source disabled since 3 h" });
    expect(readState({ ...facts, missingSince: NOW - 5 * HOUR }, NOW).reason).toBe(
      "not in the inventory since 5 h",
    );
  });

  it("names the inventory that lacks it rather than that it is no longer read, also of a failed item", () => {
    const gone = { lastReadAt: NOW - 5 * HOUR, missingSince: NOW - 5 * HOUR };
    const why = "not in the inventory since 5 h";
    expect(readState(factsOf(month(["success"]), gone), NOW)).toMatchObject({
      state: "unknown",
      reason: why,
    });
    const failed = readState(factsOf(month(["failed"]), gone), NOW);
    expect(failed.state).toBe("failed");
    expect(failed.reason).toContain(` · ${why}`);
  });

  it("is never where it was read in whole and has no session", () => {
    expect(readState(factsOf([]), NOW).state).toBe("never");
    expect(readState(factsOf([runAt(HOUR, "running")]), NOW).state).toBe("never");
  });

  it("is overdue when no good session came by its due time and it was read since", () => {
    const late = nights(
      Array.from({ length: 30 }, () => "success" as const),
      60 * HOUR,
    );
    expect(readState(factsOf(late), NOW)).toMatchObject({ state: "overdue", expectedEveryMs: DAY });
    const unread = factsOf(late, { lastReadAt: NOW - 40 * HOUR });
    expect(readState(unread, NOW).state).toBe("unknown");
  });

  it("is never overdue without a schedule: unknown after 36 h", () => {
    const one = factsOf([runAt(40 * HOUR)]);
    expect(readState(one, NOW)).toMatchObject({
      state: "unknown",
      dueIsDefault: true,
      reason: "no schedule learnt yet; nothing for 40 h",
    });
    expect(readState(factsOf([runAt(30 * HOUR)]), NOW).state).toBe("ok");
  });

  it("waits for nothing where the configuration expects nothing", () => {
    expect(readState(factsOf([runAt(40 * DAY)], { expected: false }), NOW).state).toBe("ok");
  });

  it("waits for nothing where its policy is disabled, says so, and is fine no longer than its last good one is", () => {
    const off = { expected: false, disabled: true, off: { from: NOW - 90 * MINUTE, to: null } };
    const nightly = month(["success"]);
    expect(readState(factsOf(nightly, off), NOW)).toMatchObject({
      state: "ok",
      reason: "last good 2 h ago; its policy is disabled since 90 min",
      dueAt: null,
    });
    const later = NOW + 3 * DAY;
    const stale = readState(factsOf(nightly, { ...off, lastReadAt: later - MINUTE }), later);
    expect(stale).toMatchObject({
      state: "unknown",
      reason: "its policy is disabled since 3 d 1 h; last good 3 d 2 h ago",
      dueAt: null,
    });
    const unlearnt = { expected: false, disabled: true };
    expect(readState(factsOf([runAt(35 * HOUR)], unlearnt), NOW).state).toBe("ok");
    expect(readState(factsOf([runAt(40 * HOUR)], unlearnt), NOW).reason).toBe(
      "its policy is disabled; last good 40 h ago",
    );
  });

  it("was expected before its policy was disabled, and not a day before it was switched on again", () => {
    const late = nights(
      Array.from({ length: 30 }, () => "success" as const),
      60 * HOUR,
    );
    const off = { from: NOW - HOUR, to: null };
    const facts = factsOf(late, { expected: false, disabled: true, off });
    expect(readState(facts, NOW).state).toBe("unknown");
    expect(readState(factsAt(facts, NOW - 2 * HOUR), NOW - 2 * HOUR).state).toBe("overdue");
    const on = factsOf(late, { off: { from: NOW - 3 * DAY, to: NOW - HOUR } });
    expect(readState(factsAt(on, NOW - 2 * HOUR), NOW - 2 * HOUR).state).toBe("unknown");
  });

  it("is a warning where the newest ended so, or is flagged though the vendor called it fine", () => {
    expect(readState(factsOf(month(["warning"])), NOW).state).toBe("warning");
    const flagged = month(["success"]);
    const [newest, ...rest] = flagged;
    const runs = [
      { ...(newest as (typeof flagged)[0]), flags: ["errors-counted" as const], errorCount: 3 },
      ...rest,
    ];
    expect(readState(factsOf(runs), NOW)).toMatchObject({
      state: "warning",
      reason: "reported fine, but 3 errors counted",
    });
  });

  it("does not take a session that protected nothing for a good one", () => {
    const empty = nights(["success", "success"]).map((run) => ({
      ...run,
      flags: ["nothing-protected" as const],
    }));
    expect(readState(factsOf(empty), NOW)).toMatchObject({ state: "warning", lastGood: null });
  });

  it("is failed where its policy's run failed before it reached this device", () => {
    const runs = month(["success"]).map((run, i) => ({ ...run, parentId: `p${i}` }));
    const run = {
      seenAt: NOW - HOUR,
      status: "failed" as const,
      message: "no access to the subscription",
      reached: new Set<string>(),
      worst: null,
    };
    const verdict = readState(
      factsOf(runs, {
        policyRuns: [
          { ...run, sessionId: "p-new", at: NOW - HOUR },
          {
            ...run,
            sessionId: "p0",
            at: NOW - 2 * HOUR,
            status: "success",
            message: null,
            reached: new Set(["item-1"]),
            worst: "success",
          },
        ],
      }),
      NOW,
    );
    expect(verdict).toMatchObject({ state: "failed", failuresInARow: 1, failingSince: NOW - HOUR });
    expect(verdict.reason).toBe(
      "the policy's run failed before it reached this device: no access to the subscription",
    );
  });

  it("is failed where its policy's run missed it, though by a clock that is ahead both were first seen at one instant", () => {
    const own = { ...runAt(HOUR), parentId: "p1" };
    const seen = { at: NOW - HOUR, seenAt: NOW - HOUR, message: null };
    const policyRuns: PolicyRun[] = [
      { ...seen, sessionId: "p2", status: "failed", reached: new Set(), worst: null },
      { ...seen, sessionId: "p1", status: "success", reached: new Set(["item-1"]), worst: "success" },
    ];
    expect(readState(factsOf([own], { policyRuns }), NOW).state).toBe("failed");
  });

  describe("of a device within its policy's runs", () => {
    const SELF = new Set(["item-1"]);
    const OTHER = new Set(["item-2"]);
    const policyRun = (agoMs: number, status: Status, more: Partial<PolicyRun> = {}): PolicyRun => ({
      sessionId: `p-${agoMs}`,
      at: NOW - agoMs,
      seenAt: NOW - agoMs,
      status,
      message: null,
      reached: new Set(),
      worst: null,
      ...more,
    });
    const reachedSelf = { reached: SELF, worst: "success" as const };
    const within = (run: PolicyRun) => runAt(NOW - run.at, "success", { parentId: run.sessionId });
    const judge = (runs: Run[], policyRuns: PolicyRun[]) => readState(factsOf(runs, { policyRuns }), NOW);

    it.each([
      ["failed", "clean-up failed", "the policy's run failed: clean-up failed"],
      ["canceled", null, "the policy's run failed"],
      ["unknown", null, "the policy's run ended with a word that is not known"],
      ["warning", "no retention", "the policy's run ended with warnings: no retention"],
    ] as const)(
      "is a warning where the policy's run ended as %s over devices that did well",
      (status, message, reason) => {
        const run = policyRun(2 * HOUR, status, { message, ...reachedSelf });
        expect(judge([within(run)], [run])).toMatchObject({ state: "warning", reason });
      },
    );

    it("stays a warning while the policy's next run is under way", () => {
      const run = policyRun(2 * HOUR, "failed", reachedSelf);
      const next = policyRun(HOUR, "running");
      expect(judge([within(run)], [next, run]).state).toBe("warning");
    });

    it("is ok where another device did as badly as the policy's run", () => {
      const run = policyRun(2 * HOUR, "failed", { reached: SELF, worst: "failed" });
      expect(judge([within(run)], [run]).state).toBe("ok");
    });

    it("is failed where the run failed after it had reached others", () => {
      const good = policyRun(26 * HOUR, "success", {
        reached: new Set(["item-1", "item-2"]),
        worst: "success",
      });
      const partial = policyRun(2 * HOUR, "failed", { reached: OTHER, worst: "success" });
      expect(judge([within(good)], [partial, good])).toMatchObject({ state: "failed", failuresInARow: 1 });
      const later = policyRun(HOUR, "success", { reached: OTHER, worst: "success" });
      expect(judge([within(good)], [later, partial, good]).state).toBe("failed");
    });

    it("is unknown where the newest run ended with a word that is not known before it reached the device", () => {
      const good = policyRun(26 * HOUR, "success", reachedSelf);
      const strange = policyRun(2 * HOUR, "unknown");
      expect(judge([within(good)], [strange, good])).toMatchObject({
        state: "unknown",
        reason: "the vendor's word for the policy's last run is not known",
      });
    });

    it("counts a run that missed it between two failures of its own", () => {
      const nightly = [2, 26, 50, 74].map((hours) => hours * HOUR);
      const policyRuns = nightly.map((ago, i) =>
        policyRun(
          ago,
          i === 3 ? "success" : "failed",
          i === 1 ? {} : { reached: SELF, worst: i === 3 ? "success" : "failed" },
        ),
      );
      const own = nightly.flatMap((ago, i) =>
        i === 1 ? [] : [runAt(ago, i === 3 ? "success" : "failed", { parentId: `p-${ago}` })],
      );
      expect(judge(own, policyRuns)).toMatchObject({
        state: "failed",
        failuresInARow: 3,
        failingSince: NOW - 50 * HOUR,
      });
    });

    describe("and a retry that took up only what had failed", () => {
      const both = new Set(["item-1", "item-2"]);
      const first = policyRun(2 * HOUR, "failed", { reached: both, worst: "failed" });
      const retry = policyRun(HOUR, "failed", { reached: OTHER, worst: "failed" });

      it("is good where the first try backed it up", () => {
        expect(judge([within(first)], [retry, first]).state).toBe("ok");
        const second = policyRun(HOUR / 2, "failed", { reached: OTHER, worst: "failed" });
        expect(judge([within(first)], [second, retry, first]).state).toBe("ok");
      });

      it("is failed where a run after the retry did not reach it", () => {
        const nightly = policyRun(26 * HOUR, "failed", { reached: both, worst: "failed" });
        const again = policyRun(25 * HOUR, "failed", { reached: OTHER, worst: "failed" });
        const next = policyRun(2 * HOUR, "failed");
        expect(judge([within(nightly)], [next, again, nightly]).state).toBe("failed");
      });

      it("is failed where it failed in the first try", () => {
        const own = runAt(2 * HOUR, "failed", { parentId: first.sessionId });
        expect(judge([own], [retry, first]).state).toBe("failed");
      });

      it("is failed where the second run came too late for a retry", () => {
        const nightly = policyRun(26 * HOUR, "failed", { reached: both, worst: "failed" });
        expect(judge([within(nightly)], [retry, nightly]).state).toBe("failed");
      });
    });

    it("is not running for ever where the run that held it is over", () => {
      const good = policyRun(26 * HOUR, "success", reachedSelf);
      const run = policyRun(2 * HOUR, "failed", { reached: new Set() });
      const dropped = runAt(2 * HOUR, "running", { parentId: run.sessionId });
      expect(judge([dropped, within(good)], [run, good])).toMatchObject({ state: "failed", running: null });
    });
  });

  it("never gets better by being read less, or by a word turning unknown", () => {
    const rank = ["ok", "warning", "never", "unknown", "overdue", "failed"];
    const word = fc.constantFrom<Status>("success", "warning", "failed", "unknown", "running", "canceled");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 20 }),
        fc.nat(4 * 24 * 60),
        (words, staleMinutes) => {
          const facts = factsOf(nights(words));
          const fresh = readState(facts, NOW).state;
          const stale = readState({ ...facts, lastReadAt: NOW - staleMinutes * MINUTE }, NOW).state;
          const good = (state: string) => rank.indexOf(state) <= 1;
          expect(good(stale) && !good(fresh)).toBe(false);
          const finished = words.find((one) => one !== "running");
          if (finished === "failed" || finished === "canceled" || finished === "unknown")
            expect(good(fresh)).toBe(false);
        },
      ),
    );
  });
});

describe("what Enterprise Manager tells", () => {
  const facts = factsOf(month(["success"]));
  const source = { ...facts.source, vendor: "veeam-enterprise-manager" as const, everyMs: MINUTE };

  it("may be as old as its own collection, and is unknown once that is too old", () => {
    const collected = (ago: number) => ({
      ...facts,
      source: { ...source, lastGoodPollAt: NOW },
      lastReadAt: NOW - ago,
    });
    expect(readState(collected(16 * MINUTE), NOW).state).toBe("ok");
    expect(readState(collected(46 * MINUTE), NOW)).toMatchObject({
      state: "unknown",
      reason: "not read for 46 min",
    });
  });

  it("is unknown after three intervals without a poll, however fresh the collection was", () => {
    const dark = {
      ...facts,
      source: { ...source, lastGoodPollAt: NOW - 4 * MINUTE },
      lastReadAt: NOW - 5 * MINUTE,
    };
    expect(readState(dark, NOW)).toMatchObject({ state: "unknown", reason: "not read for 4 min" });
  });
});
