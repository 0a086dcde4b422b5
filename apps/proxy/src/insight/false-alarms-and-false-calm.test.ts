import type { Status } from "@lastgood/normalize";
import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import { backupDay, daysBetween } from "./backup-day.ts";
import { learnCadence } from "./cadence.ts";
import { itemCells } from "./cells.ts";
import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";
import { overviewSentence } from "./sentence.ts";
import { readState } from "./state.ts";
import { DAY, factsOf, HOUR, NOW, runAt } from "./test-facts.ts";

// What monitors of other makers are blamed for, each lived through poll by poll: an alarm where nothing is wrong, or calm where
// nothing is known.

const MINUTE = 60_000;
const ZONE = "Europe/Berlin";
const RULE = { timeZone: ZONE, dayStartsAt: "12:00" };
const at = (text: string) => Date.parse(text);

const runFrom = (start: number, status: Status = "success", more: Partial<Run> = {}) =>
  runAt(NOW - start, status, more);

/** What is known at an instant of these runs (in any order), read a minute before. */
function knownAt(runs: readonly Run[], now: number, more: Partial<ItemFacts> = {}): ItemFacts {
  const seen = runs
    .filter((run) => (run.at as string) <= new Date(now).toISOString())
    .toSorted((a, b) => ((a.at as string) < (b.at as string) ? 1 : -1))
    .slice(0, 60);
  const facts = factsOf(seen, { lastReadAt: now - MINUTE, cadence: learnCadence(seen, ZONE), ...more });
  const { history } = facts;
  const item = { ...history.item, firstAt: runs.map((run) => run.at as string).toSorted()[0] ?? null };
  return { ...facts, history: { ...history, item, lastGood: seen.find(isGood) ?? null } };
}

/** The states it is in, hour by hour. */
function statesOf(runs: readonly Run[], from: number, to: number): Set<string> {
  const states = new Set<string>();
  for (let now = from; now < to; now += HOUR) states.add(readState(knownAt(runs, now), now).state);
  return states;
}

const cellsOf = (facts: ItemFacts, now: number, days: number) =>
  itemCells(
    facts,
    daysBetween(backupDay(now - (days - 1) * DAY, RULE), backupDay(now, RULE)),
    RULE,
    now,
    null,
  );

const nightsFrom = (first: string, count: number, keep: (weekday: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, i) => at(first) + i * DAY).filter((ms) => keep(new Date(ms).getUTCDay()));

const isWeekday = (day: number) => day > 0 && day < 6;

describe("no alarm", () => {
  it("a laptop that is in the office on some days is never late, and unknown once it stayed away", () => {
    const there = nightsFrom("2026-07-01T08:30:00Z", 120, isWeekday).filter((_, i) =>
      [0, 1, 3, 6, 7].includes(i % 9),
    );
    const runs = there.map((start, i) => runFrom(start + ((i * 37) % 180) * MINUTE));
    expect(statesOf(runs, at("2026-07-20T00:00:00Z"), at("2026-10-28T00:00:00Z"))).toEqual(
      new Set(["ok", "unknown"]),
    );
    const now = at("2026-10-20T12:00:00Z");
    expect(cellsOf(knownAt(runs, now), now, 30)).not.toContain("missed");
    const holiday = at("2026-11-15T12:00:00Z");
    expect(readState(knownAt(runs, holiday), holiday).reason).toMatch(
      /^no schedule learnt yet; nothing for \d+ d/,
    );
  });

  it("a job of working days is late at no weekend, and a holiday costs it neither its schedule nor its next days", () => {
    const all = nightsFrom("2026-04-06T20:00:00Z", 80, isWeekday);
    const runs = (starts: readonly number[]) => starts.map((start) => runFrom(start));
    expect(statesOf(runs(all), at("2026-05-01T00:00:00Z"), at("2026-06-20T00:00:00Z"))).toEqual(
      new Set(["ok"]),
    );
    // Ascension and the bridge day after it: nobody switched anything on.
    const without = all.filter(
      (start) => ![at("2026-05-14T20:00:00Z"), at("2026-05-15T20:00:00Z")].includes(start),
    );
    const back = at("2026-05-18T21:00:00Z");
    expect(statesOf(runs(without), back, at("2026-06-20T00:00:00Z"))).toEqual(new Set(["ok"]));
    expect(knownAt(runs(without), back).cadence?.reason).toMatch(/^on weekdays about 22:00/);
  });

  it("a job that was disabled is late for nothing, misses no night, and is not called fine for ever", () => {
    const runs = nightsFrom("2026-09-01T01:00:00Z", 60).map((start) => runFrom(start));
    const from = at("2026-10-30T09:00:00Z");
    const off = { expected: false, disabled: true, off: { from, to: null } };
    const later = from + 12 * DAY;
    const facts = knownAt(runs, later, off);
    expect(readState(facts, later)).toMatchObject({
      state: "unknown",
      reason: "its policy is disabled since 12 d; last good 12 d ago",
    });
    expect(cellsOf(facts, later, 10)).toEqual([...Array(9).fill("not-expected"), "not-yet-due"]);
    const none = knownAt(runs, later, { expected: false });
    expect(readState(none, later)).toMatchObject({
      state: "ok",
      reason: "last good 12 d ago; the configuration expects no further backup",
    });
  });

  it("retention that removed what a reading counted turns no night into a missed one, and no state better or worse", () => {
    const all = nightsFrom("2026-09-01T01:00:00Z", 60).map((start) => runFrom(start));
    const now = at("2026-10-30T12:30:00Z");
    const whole = knownAt(all, now);
    const kept = all.slice(-20);
    const facts = knownAt(kept, now, { cadence: whole.cadence });
    facts.history.item = { ...facts.history.item, expiredAt: all.at(-21)?.at ?? null };
    expect(readState(facts, now).state).toBe(readState(whole, now).state);
    const cells = cellsOf(facts, now, 30);
    expect(new Set(cells.slice(0, 9))).toEqual(new Set(["no-data"]));
    expect(cells).not.toContain("missed");
  });

  it("a job that runs again and again without an end keeps its verdict, and is told to be stuck once it is", () => {
    const nights = nightsFrom("2026-10-01T01:00:00Z", 29).map((start) => runFrom(start));
    const start = at("2026-10-30T01:00:00Z");
    const told: string[] = [];
    for (let minute = 5; minute < 180; minute += 5) {
      // Each poll it is another word: running, ended, running once more.
      const word: Status = minute % 15 === 10 ? "success" : "running";
      const now = start + minute * MINUTE;
      const end = word === "running" ? null : new Date(now - MINUTE).toISOString();
      const { state, running } = readState(
        knownAt([...nights, runFrom(start, word, { endedAt: end })], now),
        now,
      );
      told.push(`${state}${running?.stuck ? " stuck" : ""}`);
      if (running) expect(running).toMatchObject({ usualMs: 20 * MINUTE, startedAt: start });
    }
    expect(new Set(told)).toEqual(new Set(["ok", "ok stuck"]));
    // Three times the usual twenty minutes.
    expect(told.indexOf("ok stuck")).toBe(told.findIndex((_, i) => 5 + 5 * i > 61));
  });

  it("a run that was not read since is not called stuck: it may have ended long ago", () => {
    const start = NOW - 3 * HOUR;
    const runs = [
      ...nightsFrom("2026-10-20T01:00:00Z", 30).map((one) => runFrom(one)),
      runFrom(start, "running"),
    ];
    const dark = knownAt(runs, NOW, { lastReadAt: start + 30 * MINUTE });
    expect(readState(dark, NOW)).toMatchObject({ state: "unknown", running: { stuck: false } });
  });

  it("ten minutes without a reading take nothing from a panel of days, also where a day begins in them", () => {
    const runs = nightsFrom("2026-10-01T01:00:00Z", 30).map((start) => runFrom(start));
    for (const now of [at("2026-10-30T10:55:00Z"), at("2026-10-30T11:05:00Z")]) {
      const gap = knownAt(runs, now, { lastReadAt: now - 10 * MINUTE });
      expect(readState(gap, now).state).toBe("ok");
      expect(cellsOf(gap, now, 14)).toEqual(cellsOf(knownAt(runs, now), now, 14));
      expect(cellsOf(gap, now, 14)).not.toContain("no-data");
    }
  });

  it("a night whose run was due while its source was dark is one that nobody knows of, not one that was missed", () => {
    const runs = nightsFrom("2026-10-01T01:00:00Z", 29).map((start) => runFrom(start));
    const readAt = at("2026-10-29T23:00:00Z");
    const now = at("2026-10-31T20:00:00Z");
    const cells = cellsOf(knownAt(runs, now, { lastReadAt: readAt }), now, 4);
    expect(cells).toEqual(["ok", "no-data", "no-data", "no-data"]);
    expect(cellsOf(knownAt(runs, now), now, 4)).toEqual(["ok", "missed", "missed", "not-yet-due"]);
  });
});

describe("no calm", () => {
  it("grey is not fine: what is not known is neither counted as good nor left out of the sentence", () => {
    const counts = { failed: 0, overdue: 0, unknown: 3, never: 0, warning: 0, ok: 7 };
    expect(overviewSentence({ counts, longestStreak: 0, withLongestStreak: 0, dark: [] })).toBe(
      "7 of 10 items have a backup as good and as recent as they should. Three are unknown.",
    );
  });

  it("a source that fell silent leaves no item green, however good its last night was", () => {
    const runs = nightsFrom("2026-10-01T01:00:00Z", 30).map((start) => runFrom(start));
    const now = at("2026-10-30T03:00:00Z");
    const silent = knownAt(runs, now, { lastReadAt: now - 46 * MINUTE });
    expect(readState(silent, now)).toMatchObject({ state: "unknown", reason: "not read for 46 min" });
    const days = cellsOf(knownAt(runs, now + 3 * DAY, { lastReadAt: now }), now + 3 * DAY, 3);
    expect(days.slice(0, 2)).toEqual(["no-data", "no-data"]);
  });
});
