import { draw } from "../world/random.ts";
import { DAY_MS, MINUTE_MS, weekdayOf, type Zone } from "../world/zone.ts";

/** What an item's runs are like when nothing is wrong. */
export interface Ways {
  seed: number;
  baseBytes: number;
  /** Of what is selected, how much changes from one run to the next. */
  changeRate: number;
  usualMs: number;
  /** How much it has grown after a year, as a part of what it was. */
  growth: number;
  /** Everything on Saturdays. */
  weeklyFull: boolean;
  tellsLevel: boolean;
}

export interface Figures {
  level: "full" | "incremental" | null;
  selectedBytes: number;
  selectedItems: number;
  transferredBytes: number;
  durationMs: number;
  errorCount: number;
}

/** Days of the year on which hardly anyone works: the data stays as it was, the backup runs all the same. */
const HOLIDAYS = [0, 93, 96, 120, 134, 145, 275, 357, 358, 359, 364];

/** The figures of a run that is as it should be: they vary, by half as much again at times. */
export function usualFigures(ways: Ways, startedAt: number, first: number, zone: Zone): Figures {
  const day = zone.dayOf(startedAt);
  const roll = (what: number) => draw(ways.seed, Math.floor(startedAt / MINUTE_MS), what);
  const grown = 1 + (ways.growth * (startedAt - first)) / (365 * DAY_MS);
  const selectedBytes = Math.round(ways.baseBytes * grown * (0.99 + 0.02 * roll(1)));
  const isFull = ways.weeklyFull && weekdayOf(day) === 6;
  const isQuiet = weekdayOf(day) === 0 || weekdayOf(day) === 6 || HOLIDAYS.includes(day % 365);
  // A busy day now and then: month's end, a release. Much, and still no mark of anything wrong.
  const busy = roll(2) < 0.03 ? 1.5 + 1.5 * roll(3) : 1;
  const changed = ways.changeRate * (0.5 + roll(4)) * (isQuiet ? 0.3 : 1) * busy;
  const load = roll(6) < 0.05 ? 1.6 : 1;
  return {
    level: ways.tellsLevel ? (isFull ? "full" : "incremental") : null,
    selectedBytes,
    selectedItems: Math.max(20, Math.round(selectedBytes / 3e6)),
    transferredBytes: Math.max(4096, Math.round(selectedBytes * (isFull ? 0.7 : Math.min(0.6, changed)))),
    durationMs: Math.round(ways.usualMs * (0.75 + 0.5 * roll(5)) * load * (isFull ? 2.5 : 1)),
    errorCount: 0,
  };
}
