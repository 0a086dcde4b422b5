import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CellKind } from "../contract.ts";
import type { Run } from "../store/store.ts";
import { calendarOf, dayNumber, daysBetween } from "./backup-day.ts";
import { itemCells } from "./cells.ts";
import type { ItemFacts } from "./facts.ts";
import { keptCells, keptDays } from "./kept-days.ts";
import { keptRuns } from "./kept-runs.ts";
import { readProvenState } from "./proven-state.ts";
import { blindAfter } from "./state.ts";
import { DAY, HOUR, NOW } from "./test-facts.ts";
import { factsTold, type History, histories, withRuns } from "./test-histories.ts";
import { CELL_LEVEL, GREEN, LEVEL, NO_WORDS } from "./test-levels.ts";

const RULE = { timeZone: "Europe/Berlin", dayStartsAt: "12:00" };
const DAYS = daysBetween("2026-11-10", "2026-11-20");
const CALENDAR = calendarOf(RULE);

/** One poll of one item: what was known before, what it is once all is read, and a draw of which part of the news came. */
interface Scene {
  history: History;
  before: ItemFacts;
  unharmed: ItemFacts;
  part: boolean[];
}

const scenes: fc.Arbitrary<Scene> = fc
  .record({ history: histories, part: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }) })
  .map(({ history, part }) => ({
    history,
    part,
    before: factsTold(history, false),
    unharmed: factsTold(history, true),
  }));

const withTrouble = ({ source, ...facts }: ItemFacts): ItemFacts => ({
  ...facts,
  source: { ...source, trouble: "no answer from it within 30 s" },
});

/** Whole records of a part of the news, after which the reply broke off. */
function cut({ history, part, before }: Scene): ItemFacts {
  // The schedule is learnt from all that was told, and held here as it was.
  const { source, lastReadAt, cadence } = before;
  const tells = ({ startMs }: { startMs: number }) =>
    part[(Math.abs(startMs / HOUR) % part.length) | 0] ?? false;
  return withTrouble({ ...factsTold(history, true, { tells }), source, lastReadAt, cadence });
}

/** The newest ended run, told otherwise than it was. */
function withNewest(facts: ItemFacts, change: (newest: Run) => Partial<Run>): ItemFacts {
  const { runs } = facts.history;
  const newest = runs.findIndex(({ status }) => status !== "running");
  const changed = runs.map((run, i) => (i === newest ? { ...run, ...change(run) } : run));
  return withRuns(
    facts,
    changed.toSorted((a, b) => Date.parse(b.at as string) - Date.parse(a.at as string)),
  );
}

/** Ways in which a poll brings less than the truth, and notes no complete read. */
const UNREAD: Record<string, (scene: Scene) => ItemFacts> = {
  "nothing read": ({ before }) => before,
  "nothing read, and trouble": ({ before }) => withTrouble(before),
  "a reply cut off": cut,
};

const later = (ms: number) => new Date(NOW + ms).toISOString();

/** Ways in which what was read in whole is worth less than it looks. */
const READ: Record<string, (scene: Scene) => ItemFacts> = {
  "its source troubled elsewhere": ({ before, unharmed }) =>
    withTrouble({
      ...unharmed,
      source: { ...unharmed.source, lastGoodPollAt: before.source.lastGoodPollAt },
    }),
  "an unknown word": ({ unharmed }) => withNewest(unharmed, () => ({ status: "unknown" })),
  "a newest run without times": ({ unharmed }) =>
    withNewest(unharmed, (one) => ({ startedAt: null, endedAt: null, at: one.statusSeenAt })),
  "a start in the future": ({ unharmed }) =>
    withNewest(unharmed, () => ({ startedAt: later(2 * HOUR), endedAt: later(3 * HOUR) })),
};

const GARBLED = ["an unknown word", "a newest run without times"];

/** Ways in which nobody can say how it stands. */
const UNTOLD: Record<string, (scene: Scene) => ItemFacts> = {
  "its source disabled": ({ unharmed }) => ({
    ...unharmed,
    source: { ...unharmed.source, disabledSince: NOW - HOUR },
  }),
  "missing from the inventory": ({ unharmed }) => ({ ...unharmed, missingSince: NOW - HOUR }),
  "backup switched off": ({ unharmed }) => ({ ...unharmed, switchedOff: true }),
  "never read in whole": ({ unharmed }) => ({ ...unharmed, lastReadAt: null }),
  "not read for a day": ({ unharmed: { source, ...facts } }) => ({
    ...facts,
    lastReadAt: NOW - DAY,
    source: { ...source, lastGoodPollAt: NOW - DAY },
  }),
};

const CLOCKS = [-3 * DAY, -18 * HOUR, -1.5 * HOUR, 1.5 * HOUR, 18 * HOUR, 3 * DAY];

const cellsOf = (facts: ItemFacts) => itemCells(facts, DAYS, RULE, NOW, null);

/**
 * No better than the other, neither as it stands nor in a cell of the grid. `isGarbled`: what the last run tells of itself cannot be
 * read, so that nobody can say that it failed, or on which day.
 */
function expectNoBetter(harmed: ItemFacts, other: ItemFacts, isGarbled = false): void {
  const [is, was] = [readProvenState(harmed, NOW), readProvenState(other, NOW)];
  const most = isGarbled ? Math.max(LEVEL.unknown, LEVEL[was.state]) : LEVEL[was.state];
  expect(LEVEL[is.state], `${is.state} (${is.reason}), not ${was.state} (${was.reason})`).toBeLessThanOrEqual(
    most,
  );
  if (isGarbled) return;
  const [cells, others] = [cellsOf(harmed), cellsOf(other)];
  for (const [i, cell] of cells.entries()) {
    const before = others[i] as CellKind;
    // Today may still bring one, and says no more.
    if (cell === "not-yet-due" && before === "no-data" && i === DAYS.length - 1) continue;
    expect(CELL_LEVEL[cell], `${DAYS[i]} ${cell}, not ${before}`).toBeLessThanOrEqual(CELL_LEVEL[before]);
  }
}

/** What it shows is proven, worded and aged, whatever befell it. */
function expectProven(facts: ItemFacts): void {
  const { state, reason, lastGood } = readProvenState(facts, NOW);
  const { lastReadAt, source, history } = facts;
  const isBlind =
    lastReadAt === null ||
    source.disabledSince !== null ||
    facts.missingSince !== null ||
    facts.switchedOff ||
    blindAfter(facts).some((at) => at !== null && NOW > at);
  expect(reason).toMatch(/\S{2}.*\S/);
  expect(reason).not.toMatch(NO_WORDS);
  if (isBlind) {
    expect(GREEN, reason).not.toContain(state);
    expect(reason).toMatch(/(for|since) \d+ (s|min|h|d)\b|not read yet|switched off/);
  }
  if (state === "ok") {
    expect(lastGood).not.toBeNull();
    expect(reason).toMatch(/last good \d+ (s|min|h|d)\b.* ago/);
  }
  if (state === "warning")
    expect(lastGood ?? history.runs.find(({ flags }) => flags.length > 0)).toBeTruthy();
  if (state === "unknown" && !isBlind)
    expect(reason).toMatch(/\d+ (s|min|h|d)\b|known|tells no time|older than|yet/);

  for (const [i, cell] of cellsOf(facts).entries()) {
    const { from, to } = CALENDAR.boundsOf(dayNumber(DAYS[i] as string));
    const isIn = ({ at }: { at: string | null }) =>
      at !== null && Date.parse(at) >= from && Date.parse(at) < to;
    const ran = history.runs.filter((run) => isIn(run) && run.status !== "running");
    const isDark = lastReadAt !== null && from >= lastReadAt && from < NOW;
    if (GREEN.includes(cell)) {
      const good = ran.some(({ status }) => status === "success" || status === "warning");
      expect(good, `${DAYS[i]} is ${cell} by a run of that day`).toBe(true);
      expect(ran.some(({ status }) => status === "unknown")).toBe(false);
    }
    // A run of its policy may have missed it.
    const isMissed = facts.policyRuns.length > 0 && (cell === "failed" || cell === "unknown");
    if (isDark && !isMissed && ran.length === 0) expect(cell, DAYS[i]).toBe("no-data");
  }
}

/** As the board keeps an item: no more runs than readings rest on, and what its days held. */
function expectKeptAlike(facts: ItemFacts): void {
  const { history, cadence, lastReadAt, policyRuns } = facts;
  const days = keptDays(history, cadence, RULE, Number.NEGATIVE_INFINITY);
  const runs = [
    ...keptRuns(history.runs, lastReadAt, policyRuns.length > 0 ? policyRuns.map(({ at }) => at) : null),
  ];
  const kept = { ...facts, days, history: { ...history, runs } };
  const cells = keptCells(kept, DAYS.map(dayNumber), CALENDAR, NOW, null);
  if (cells) expect(cells.join()).toBe(cellsOf(facts).join());
  expect(readProvenState(kept, NOW)).toMatchObject({ state: readProvenState(facts, NOW).state });
}

/** By which histories are drawn, and how many for each test. */
const SEED = Number(process.env.LASTGOOD_PROMISE_SEED ?? 1);
const HISTORIES = 150 * Number(process.env.LASTGOOD_PROMISE_WORLDS ?? 1);

/** What was not kept, with all that shows it again; null where all was. */
function brokenBy(kept: (scene: Scene) => void): string | null {
  const run = fc.check(fc.property(scenes, kept), {
    seed: SEED,
    numRuns: HISTORIES,
    includeErrorInReport: true,
  });
  return run.failed ? (fc.defaultReportMessage(run) ?? "it failed") : null;
}

describe("whatever happened to an item", () => {
  it("what is told of it is proven, worded and aged", () => {
    expect(
      brokenBy(({ before, unharmed }) => {
        expectProven(before);
        expectProven(unharmed);
      }),
    ).toBeNull();
  });

  it.each(Object.entries(UNREAD))(
    "%s: the board, which keeps but a part of it, shows the same",
    (_, harm) => {
      expect(
        brokenBy((scene) => {
          expectKeptAlike(harm(scene));
          expectKeptAlike(scene.unharmed);
        }),
      ).toBeNull();
    },
  );

  describe.each(Object.entries(UNREAD))("%s", (_, harm) => {
    it("makes nothing better than before", () => {
      expect(
        brokenBy((scene) => {
          const harmed = harm(scene);
          expectNoBetter(harmed, scene.before);
          expectProven(harmed);
        }),
      ).toBeNull();
    });
  });

  describe.each(Object.entries(READ))("%s", (name, harm) => {
    it("makes nothing better than without it", () => {
      expect(
        brokenBy((scene) => {
          const harmed = harm(scene);
          expectProven(harmed);
          expectNoBetter(harmed, scene.unharmed, GARBLED.includes(name));
        }),
      ).toBeNull();
    });
  });

  describe.each(Object.entries(UNTOLD))("%s", (_, harm) => {
    it("is green nowhere, and stays failed where it failed", () => {
      expect(
        brokenBy((scene) => {
          const harmed = harm(scene);
          expectNoBetter(harmed, scene.unharmed);
          expect(GREEN).not.toContain(readProvenState(harmed, NOW).state);
          expectProven(harmed);
        }),
      ).toBeNull();
    });
  });

  it.each(CLOCKS)("a vendor's clock that is %d ms ahead hides no failure and no unknown word", (offsetMs) => {
    expect(
      brokenBy((scene) => {
        // Late and wrong at once, an old success cannot be told from a new one.
        const inTime = scene.history.runs.map((run) => ({ ...run, lateMs: 0 }));
        const history = { ...scene.history, runs: inTime };
        const [harmed, unharmed] = [factsTold(history, true, { offsetMs }), factsTold(history, true)];
        const [is, was] = [readProvenState(harmed, NOW), readProvenState(unharmed, NOW)];
        expectProven(harmed);
        if (was.state === "failed") expect(GREEN, is.reason).not.toContain(is.state);
      }),
    ).toBeNull();
  });
});
