import { expect, it } from "vitest";
import { backupDay, calendarOf, dayNumber, daysBetween } from "./backup-day.ts";
import { configuredCadence } from "./cadence.ts";
import { itemCells } from "./cells.ts";
import type { ItemFacts } from "./facts.ts";
import { keptCells, keptDays } from "./kept-days.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";

const RULE = { timeZone: "Europe/Berlin", dayStartsAt: "12:00" };
const WHOLE = Number.NEGATIVE_INFINITY;
const wanted = (days: number, now = NOW) =>
  daysBetween(backupDay(now - (days - 1) * DAY, RULE), backupDay(now, RULE));

/** Facts of these runs and what is kept of their days; then the runs are let go but for the two newest. */
function kept(runs: ItemFacts["history"]["runs"], wholeSince = WHOLE, more: Partial<ItemFacts> = {}) {
  const facts = factsOf(runs, more);
  facts.history.item = { ...facts.history.item, firstAt: runs.at(-1)?.at ?? null };
  const days = keptDays(facts.history, facts.cadence, RULE, wholeSince);
  const less = { ...facts, days, history: { ...facts.history, runs: runs.slice(0, 2) } };
  const ask = (names: readonly string[], now = NOW, rule = RULE) =>
    keptCells(less, names.map(dayNumber), calendarOf(rule), now, null);
  return { facts, ask };
}

const NIGHTS = nights(
  Array.from({ length: 50 }, (_, i) => (i === 7 ? "failed" : i % 9 === 0 ? "warning" : "success")),
).filter((_, i) => i !== 3 && i !== 20);

it("tells thirty days of an item whose runs were let go, at every clock, as all of its runs do", () => {
  const { facts, ask } = kept(NIGHTS);
  for (const ms of [0, -4 * DAY, 5 * HOUR, 30 * HOUR, 3 * DAY, 9 * HOUR, 20 * DAY]) {
    const days = wanted(30, NOW + ms);
    expect(ask(days, NOW + ms)).toEqual(itemCells(facts, days, RULE, NOW + ms, null));
  }
});

it("knows of days past its last read that nothing is known of them", () => {
  const { facts, ask } = kept(NIGHTS, WHOLE, { lastReadAt: NOW - 2 * HOUR });
  const now = NOW + 3 * DAY;
  const cells = ask(wanted(30, now), now);
  expect(cells).toEqual(itemCells(facts, wanted(30, now), RULE, now, null));
  expect(cells?.at(-2)).toBe("no-data");
});

it("tells nothing of days that it does not hold, of other days than its own, or of a history that was cut in them", () => {
  expect(kept(NIGHTS).ask(wanted(40))).toBeNull();
  expect(kept(NIGHTS).ask(wanted(30), NOW, { ...RULE, dayStartsAt: "00:00" })).toBeNull();
  expect(kept(NIGHTS, NOW - 10 * DAY).ask(wanted(30))).toBeNull();
  expect(kept(NIGHTS, NOW - 10 * DAY).ask(wanted(7))).not.toBeNull();
});

it("tells of a gap by the last run before it, where that began before the days that are kept", () => {
  const ages = [0, 2, 4, 6, 8, 10, 42, 57];
  const runs = ages.map((age) => runAt(2 * HOUR + age * DAY));
  const { facts, ask } = kept(runs, WHOLE, { cadence: configuredCadence(2 * DAY, HOUR) });
  expect(ask(wanted(34))).toEqual(itemCells(facts, wanted(34), RULE, NOW, null));
  expect(ask(wanted(34))?.slice(0, 4)).toEqual(["not-expected", "missed", "not-expected", "missed"]);
});

it("knows every day before a young item's first run", () => {
  const { facts, ask } = kept(NIGHTS.slice(0, 5));
  expect(ask(wanted(90))).toEqual(itemCells(facts, wanted(90), RULE, NOW, null));
});

it("tells nothing where a run of its policy missed it", () => {
  const run = { sessionId: "p", seenAt: NOW, message: null, worst: null };
  const reached = { ...run, at: NOW - 3 * DAY, status: "success" as const, reached: new Set(["item-1"]) };
  const missing = { ...run, at: NOW - DAY, status: "failed" as const, reached: new Set<string>() };
  expect(kept(NIGHTS, WHOLE, { policyRuns: [missing, reached] }).ask(wanted(30))).toBeNull();
  expect(kept(NIGHTS, WHOLE, { policyRuns: [reached] }).ask(wanted(30))).not.toBeNull();
});

it("keeps the days of an item that still runs", () => {
  const { facts, ask } = kept([runAt(HOUR, "running"), ...NIGHTS]);
  expect(ask(wanted(30))).toEqual(itemCells(facts, wanted(30), RULE, NOW, null));
});
