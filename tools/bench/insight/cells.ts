import { backupDay, calendarOf, dayNumber, daysBetween } from "../../../apps/proxy/src/insight/backup-day.ts";
import { itemCells } from "../../../apps/proxy/src/insight/cells.ts";
import type { LabelledItem } from "../../../packages/simulators/src/labelled-year/labelled-year.ts";
import { factsAt, type SeenRun } from "./lived-item.ts";
import type { Score } from "./score.ts";

const DAY = 86_400_000;
const DAYS = 30;
/** Of the newest day it may not be told yet. */
const SETTLED_DAYS = 3;

/** The day grid as it is seen each month: which of its cells say that a run is missing. */
export function scoreMissedCells(
  item: LabelledItem,
  seen: readonly SeenRun[],
  span: { from: number; to: number },
  score: Score,
): void {
  const rule = { timeZone: item.timeZone, dayStartsAt: "12:00" };
  const calendar = calendarOf(rule);
  const ran = new Set(item.runs.map(({ startedAt }) => calendar.numberOf(startedAt)));
  const missing = new Set(
    item.gaps.flatMap(({ expectedAt }) => expectedAt.map((at) => calendar.numberOf(at))),
  );
  for (let now = span.from + 90 * DAY; now < span.to; now += DAYS * DAY) {
    const known = seen.filter(({ seenAt }) => seenAt <= now);
    const facts = factsAt(item, known, now);
    const days = daysBetween(
      backupDay(now - (DAYS + SETTLED_DAYS - 1) * DAY, rule),
      backupDay(now - SETTLED_DAYS * DAY, rule),
    );
    // The grid reads all runs of its days, however many they are.
    const runs = known.toReversed().filter(({ label }) => label.startedAt > now - (DAYS + 15) * DAY);
    const whole = {
      ...facts,
      history: { ...facts.history, runs: runs.length > 60 ? runs : facts.history.runs },
    };
    itemCells(whole, days, rule, now, null).forEach((kind, i) => {
      const day = dayNumber(days[i] as string);
      const should = missing.has(day) && !ran.has(day);
      if (kind === "missed" && should) score.right += 1;
      else if (kind === "missed") score.inVain += 1;
      else if (should) score.missed += 1;
    });
  }
}
