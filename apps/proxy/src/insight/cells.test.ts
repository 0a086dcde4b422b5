import { describe, expect, it } from "vitest";
import { daysBetween } from "./backup-day.ts";
import { itemCells, worstCell } from "./cells.ts";
import { DAY, factsOf, HOUR, NOW, nights, runAt } from "./test-facts.ts";

const RULE = { timeZone: "Europe/Berlin", dayStartsAt: "12:00" };
const days = daysBetween("2026-11-14", "2026-11-21");

describe("cells of the day grid", () => {
  it("tell each night's outcome, and an empty day by why it is empty", () => {
    const runs = nights(Array.from({ length: 5 }, (_, i) => (i === 1 ? "failed" : "success")));
    expect(itemCells(factsOf(runs), days, RULE, NOW)).toEqual([
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
    const facts = factsOf(nights(Array.from({ length: 5 }, () => "success" as const)));
    const item = { ...facts.history.item, firstAt: "2026-11-15T22:00:00.000Z" };
    const cells = itemCells({ ...facts, history: { ...facts.history, item } }, days, RULE, NOW);
    expect(cells.slice(0, 3)).toEqual(["before-first", "before-first", "ok"]);
    const older = { ...item, firstAt: "2026-11-10T22:00:00.000Z" };
    const known = itemCells({ ...facts, history: { ...facts.history, item: older } }, days, RULE, NOW);
    expect(known.slice(0, 3)).toEqual(["missed", "missed", "ok"]);
  });

  it("call a night missed once its due time has passed", () => {
    const runs = nights(Array.from({ length: 20 }, () => "success" as const)).filter((_, i) => i !== 2);
    expect(itemCells(factsOf(runs), days, RULE, NOW)[4]).toBe("missed");
  });

  it("expect nothing at the weekend of a weekday-only job", () => {
    const runs = nights(Array.from({ length: 28 }, () => "success" as const)).filter((run) => {
      const weekday = new Date(run.at as string).getUTCDay();
      return weekday > 0 && weekday < 6;
    });
    // 14 and 15 November 2026 are a Saturday and a Sunday.
    expect(itemCells(factsOf(runs), days, RULE, NOW).slice(0, 3)).toEqual([
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
    const cells = itemCells(factsOf(runs, { lastReadAt: NOW - 2 * DAY }), days, RULE, NOW);
    expect(cells.slice(5, 7)).toEqual(["no-data", "no-data"]);
  });

  it("show a retried run as its last try, and otherwise the worst of a day", () => {
    const retried = [
      runAt(2 * HOUR),
      runAt(2.5 * HOUR, "failed"),
      ...nights(["success", "success"], 26 * HOUR),
    ];
    expect(itemCells(factsOf(retried), ["2026-11-20"], RULE, NOW)).toEqual(["ok"]);
    expect(worstCell(["ok", "missed", "warning"])).toBe("missed");
  });
});
