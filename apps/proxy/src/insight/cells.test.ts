import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import { daysBetween } from "./backup-day.ts";
import { configuredCadence } from "./cadence.ts";
import { itemCells, worstCell } from "./cells.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";

const RULE = { timeZone: "Europe/Berlin", dayStartsAt: "12:00" };
const days = daysBetween("2026-11-14", "2026-11-21");

describe("cells of the day grid", () => {
  it("tell each night's outcome, and an empty day by why it is empty", () => {
    const runs = nights(Array.from({ length: 5 }, (_, i) => (i === 1 ? "failed" : "success")));
    expect(itemCells(factsOf(runs), days, RULE, NOW, null)).toEqual([
      "before-first",
      "before-first",
      "ok",
      "ok",
      "ok",
      "failed",
      "ok",
      "not-yet-due",
    ]);
  });

  it("say of days before the runs that are at hand only that nothing ran, where the item is older", () => {
    const { cadence } = factsOf(nights(Array.from({ length: 20 }, () => "success" as const)));
    const facts = factsOf(nights(Array.from({ length: 5 }, () => "success" as const)), { cadence });
    const item = { ...facts.history.item, firstAt: "2026-11-15T22:00:00.000Z" };
    const cells = itemCells({ ...facts, history: { ...facts.history, item } }, days, RULE, NOW, null);
    expect(cells.slice(0, 3)).toEqual(["before-first", "before-first", "ok"]);
    const older = { ...item, firstAt: "2026-11-10T22:00:00.000Z" };
    const known = itemCells({ ...facts, history: { ...facts.history, item: older } }, days, RULE, NOW, null);
    expect(known.slice(0, 3)).toEqual(["missed", "missed", "ok"]);
  });

  it("stay unknown on the day of a first run that only a reply cut off has told of", () => {
    const [run, lastReadAt] = [runAt(5 * 60_000), NOW - 10 * HOUR];
    const { source, history } = factsOf([run]);
    const facts = factsOf([run], { lastReadAt, source: { ...source, lastGoodPollAt: lastReadAt } });
    const item = { ...history.item, firstAt: run.at };
    const cells = itemCells({ ...facts, history: { ...facts.history, item } }, days, RULE, NOW, null);
    expect(cells[6]).toBe("no-data");
  });

  it("call a night missed once its due time has passed", () => {
    const runs = nights(Array.from({ length: 20 }, () => "success" as const)).filter((_, i) => i !== 2);
    expect(itemCells(factsOf(runs), days, RULE, NOW, null)[4]).toBe("missed");
  });

  it("expect nothing of the nights on which the backup was switched off", () => {
    const runs = nights(Array.from({ length: 20 }, () => "success" as const)).filter(
      (_, i) => i !== 2 && i !== 4,
    );
    const off = { from: NOW - 3.5 * DAY, to: NOW - 2.2 * DAY };
    const cells = itemCells(factsOf(runs, { off }), days, RULE, NOW, null);
    expect([cells[2], cells[4]]).toEqual(["missed", "not-expected"]);
  });

  it("expect nothing at the weekend of a weekday-only job", () => {
    const runs = nights(Array.from({ length: 28 }, () => "success" as const)).filter((run) => {
      const weekday = new Date(run.at as string).getUTCDay();
      return weekday > 0 && weekday < 6;
    });
    // 14 and 15 November 2026 are a Saturday and a Sunday.
    expect(itemCells(factsOf(runs), days, RULE, NOW, null).slice(0, 3)).toEqual([
      "not-expected",
      "not-expected",
      "ok",
    ]);
  });

  it("say that there is no data from the source, never that nothing was expected", () => {
    const runs = nights(
      Array.from({ length: 20 }, () => "success" as const),
      50 * HOUR,
    );
    const cells = itemCells(factsOf(runs, { lastReadAt: NOW - 2 * DAY }), days, RULE, NOW, null);
    expect(cells.slice(5, 7)).toEqual(["no-data", "no-data"]);
  });

  it("say that there is no data of the days in the dark of an item that never ran, too", () => {
    const facts = factsOf([], { lastReadAt: NOW - 2.5 * DAY });
    expect(itemCells(facts, days, RULE, NOW, null).slice(3, 7)).toEqual([
      "before-first",
      "before-first",
      "no-data",
      "no-data",
    ]);
  });

  it("say that there is no data of the days in the dark before the first run that was told", () => {
    const facts = factsOf([runAt(2 * HOUR)], { lastReadAt: NOW - 2.5 * DAY });
    expect(itemCells(facts, days, RULE, NOW, null).slice(3, 7)).toEqual([
      "before-first",
      "before-first",
      "no-data",
      "ok",
    ]);
  });

  describe("of runs that only a reply cut off has told of", () => {
    const runs = nights(Array.from({ length: 20 }, () => "success" as const));
    const [newest, ...earlier] = runs as [Run, ...Run[]];
    const lastReadAt = NOW - 3 * HOUR;
    const cellsOf = (word: Run["status"], readAt = lastReadAt, more: Run[] = earlier) => {
      const told = { ...newest, status: word, statusSeenAt: new Date(NOW - HOUR).toISOString() };
      const { source, ...facts } = factsOf([told, ...more], { lastReadAt: readAt });
      const dark = { ...facts, source: { ...source, lastGoodPollAt: readAt } };
      return itemCells(dark, days, RULE, NOW, null);
    };

    it("show failures and warnings at once, and no backup before a complete read has told of it", () => {
      expect(cellsOf("success")[6]).toBe("not-yet-due");
      expect(cellsOf("failed")[6]).toBe("failed");
      expect(cellsOf("warning")[6]).toBe("warning");
      expect(cellsOf("success", NOW)[6]).toBe("ok");
    });

    it("leave a failed night failed", () => {
      const failed = runAt(9 * HOUR, "failed");
      expect(cellsOf("success", lastReadAt, [failed, ...earlier])[6]).toBe("failed");
      expect(cellsOf("success", NOW, [failed, ...earlier])[6]).toBe("failed");
      const tried = runAt(3.5 * HOUR, "failed");
      expect(cellsOf("success", lastReadAt, [tried, ...earlier])[6]).toBe("failed");
      expect(cellsOf("success", NOW, [tried, ...earlier])[6]).toBe("ok");
    });
  });

  describe("of an item whose sessions went by the retention", () => {
    const cut = Date.parse("2026-11-18T00:00:00.000Z");
    const expired = (runs: Run[], firstAt = runs.at(-1)?.at ?? null) => {
      const { history, ...facts } = factsOf(runs);
      const expiredAt = new Date(cut - 1).toISOString();
      return { ...facts, history: { ...history, item: { ...history.item, firstAt, expiredAt } } };
    };

    it("say that nothing is known any more of the days that went, whatever was expected then", () => {
      const facts = expired(nights(["success", "success", "success"]));
      const cells = ["no-data", "no-data", "no-data", "no-data", "no-data", "ok", "ok", "not-yet-due"];
      expect(itemCells(facts, days, RULE, NOW, cut)).toEqual(cells);
      expect(itemCells({ ...facts, expected: false }, days, RULE, NOW, cut)).toEqual(cells);
    });

    it("call no day missed between an old session that stays and those since the cut", () => {
      const facts = expired([...nights(["failed", "failed"]), runAt(5 * DAY + 2 * HOUR)]);
      const cells = itemCells({ ...facts, cadence: configuredCadence(DAY, HOUR) }, days, RULE, NOW, cut);
      expect(cells.slice(0, 5)).toEqual(Array(5).fill("no-data"));
    });

    it("show what is left of a day that went only where it is as bad as a day can be", () => {
      const facts = expired([...nights(["failed", "failed"]), runAt(4 * DAY, "failed"), runAt(5 * DAY)]);
      expect(itemCells(facts, days, RULE, NOW, cut).slice(1, 4)).toEqual(["no-data", "failed", "no-data"]);
    });

    it("call no day missed of which sessions went under a shorter retention, and show what was told again", () => {
      const runs = [...nights(["success", "success"]), runAt(3 * DAY), runAt(5 * DAY + 2 * HOUR)];
      const facts = { ...expired(runs), cadence: configuredCadence(DAY, HOUR) };
      const cells = ["no-data", "ok", "no-data", "ok", "no-data", "ok", "ok", "not-yet-due"];
      expect(itemCells(facts, days, RULE, NOW, null)).toEqual(cells);
      expect(itemCells(facts, days, RULE, NOW, cut - 30 * DAY)).toEqual(cells);
    });

    it("know nothing of before the oldest session, where a longer retention holds since", () => {
      const cells = itemCells(expired(nights(["success", "success", "success"])), days, RULE, NOW, null);
      expect(cells).toEqual([...Array(4).fill("no-data"), "ok", "ok", "ok", "not-yet-due"]);
    });
  });

  it("show a retried run as its last try, and otherwise the worst of a day", () => {
    const retried = [
      runAt(2 * HOUR),
      runAt(2.5 * HOUR, "failed"),
      ...nights(["success", "success"], 26 * HOUR),
    ];
    expect(itemCells(factsOf(retried), ["2026-11-20"], RULE, NOW, null)).toEqual(["ok"]);
    expect(worstCell(["ok", "missed", "warning"])).toBe("missed");
  });
});
