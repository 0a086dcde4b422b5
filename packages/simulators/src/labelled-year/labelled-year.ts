import type { Flag } from "@lastgood/normalize";
import { bits, draw } from "../world/random.ts";
import { createZone, DAY_MS, HOUR_MS, MINUTE_MS, type Zone } from "../world/zone.ts";
import { type Figures, usualFigures, type Ways } from "./figures.ts";
import { type Plan, plannedStarts, type Rhythm } from "./schedule.ts";
import { wrongFigures } from "./wrong-figures.ts";

/** A stretch of time, epoch milliseconds; `to` is exclusive. */
export interface Span {
  from: number;
  to: number;
}

/** A run as its vendor tells it, with what a careful reader would find wrong with it. */
export interface LabelledRun extends Figures {
  startedAt: number;
  endedAt: number;
  status: "success" | "warning" | "failed";
  /** When its vendor first tells of it. */
  toldAt: number;
  flags: Flag[];
}

/** Runs that were meant to be and were not: `expectedAt` their starts; `until` the start of the next one, or the year's end. */
export interface LabelledGap {
  expectedAt: number[];
  until: number;
}

export interface LabelledItem {
  name: string;
  rhythm: Rhythm;
  timeZone: string;
  /** By their start, oldest first. */
  runs: LabelledRun[];
  gaps: LabelledGap[];
  /** While its source could not be read. */
  dark: Span[];
  /** While its vendor said that its job is switched off. */
  disabled: Span[];
}

export interface LabelledYear extends Span {
  items: LabelledItem[];
}

const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "UTC"];
/** Of a hundred items. */
const SHARES: [Rhythm, number][] = [
  ["nightly", 45],
  ["weekdays", 15],
  ["weekly", 8],
  ["monthly", 4],
  ["six-hourly", 10],
  ["hourly", 6],
  ["laptop", 12],
];
/** Nothing is done to it before it had time to show its ways. */
const SETTLED_MS = 60 * DAY_MS;
const SOURCES = 8;

/**
 * A year of items whose every trouble is known: runs that are missing, jobs that moved, sources that went dark, retries, full
 * backups, growth, holidays, both DST nights, and runs with figures that are wrong. The same seed gives the same year.
 */
export function createLabelledYear({
  seed,
  items,
  from = Date.parse("2025-01-01T00:00:00Z"),
}: {
  seed: number;
  items: number;
  from?: number;
}): LabelledYear {
  const year = { from, to: from + 365 * DAY_MS };
  const zones = ZONES.map(createZone);
  const dark = Array.from({ length: SOURCES }, (_, source) => darkSpans(bits(seed, source, 99), year));
  return {
    ...year,
    items: Array.from({ length: items }, (_, number) => {
      const own = bits(seed, number, 1);
      const zone = zones[own % zones.length] as Zone;
      return makeItem(own, `item-${number}`, zone, year, dark[number % SOURCES] as Span[]);
    }),
  };
}

/** Two a year, of half a day to two days. */
function darkSpans(seed: number, year: Span): Span[] {
  return [0, 1].map((n) => {
    const from = year.from + SETTLED_MS + Math.floor((n + draw(seed, n, 1)) * 150 * DAY_MS);
    return { from, to: from + (12 + Math.floor(draw(seed, n, 2) * 36)) * HOUR_MS };
  });
}

function rhythmOf(seed: number): Rhythm {
  let place = draw(seed, 2) * 100;
  for (const [rhythm, share] of SHARES) {
    place -= share;
    if (place < 0) return rhythm;
  }
  return "nightly";
}

function makeItem(seed: number, name: string, zone: Zone, year: Span, dark: Span[]): LabelledItem {
  const rhythm = rhythmOf(seed);
  const minuteOfDay = (18 * 60 + Math.floor(draw(seed, 3) * 10 * 60)) % 1440;
  // It goes on after the year: what is due at its end is there in time.
  const days = { from: zone.dayOf(year.from) + 1, to: zone.dayOf(year.to) + 33 };
  const isNightly = rhythm === "nightly" || rhythm === "weekdays";
  const isMoved = isNightly && draw(seed, 4) < 0.25;
  const plan: Plan = {
    rhythm,
    seed,
    days,
    minuteOfDay,
    moved: isMoved
      ? {
          day: days.from + 100 + Math.floor(draw(seed, 5) * 150),
          byMinutes: draw(seed, 6) < 0.5 ? 240 : -240,
        }
      : null,
    zone,
  };
  const planned = plannedStarts(plan);
  const disabled = disabledSpans(seed, year);
  const meant = planned.filter((at) => !isWithin(at, disabled));
  const missing =
    rhythm === "laptop"
      ? new Set<number>()
      : missingStarts(
          seed,
          meant.filter((at) => at < year.to - 10 * DAY_MS),
          plan,
          dark,
        );
  // Few stop for good, weeks before the year's end.
  if (rhythm !== "laptop" && draw(seed, 22) < 0.05)
    for (const at of meant) if (at > year.to - 25 * DAY_MS) missing.add(at);
  const ways: Ways = {
    seed,
    baseBytes: Math.round(10 ** (9 + draw(seed, 7) * 2.5)),
    changeRate: 0.005 + draw(seed, 8) * 0.04,
    usualMs: Math.round((isShort(rhythm) ? 3 + draw(seed, 9) * 12 : 10 + draw(seed, 9) * 110) * MINUTE_MS),
    growth: draw(seed, 10) * 1.2,
    weeklyFull: isNightly && rhythm === "nightly" && draw(seed, 11) < 0.3,
    tellsLevel: draw(seed, 12) < 0.5,
  };
  const runs = meant
    .filter((at) => !missing.has(at))
    .flatMap((at) => runsFrom(at, ways, { year, zone, dark, missing, meant }));
  return {
    name,
    rhythm,
    timeZone: zone.timeZone,
    runs,
    gaps: gapsOf(meant, missing, runs, year),
    dark,
    disabled,
  };
}

const isShort = (rhythm: Rhythm) => rhythm === "hourly" || rhythm === "six-hourly";
const isWithin = (at: number, spans: readonly Span[]) => spans.some(({ from, to }) => at >= from && at < to);

/** One item in eight is switched off for two weeks, and its vendor says so. */
function disabledSpans(seed: number, year: Span): Span[] {
  if (draw(seed, 13) >= 0.125) return [];
  const from = year.from + SETTLED_MS + Math.floor(draw(seed, 14) * 250) * DAY_MS;
  return [{ from, to: from + 14 * DAY_MS }];
}

/** Runs in a row; of a laptop nobody knows when one is missing. */
const MOST_MISSING: Record<Rhythm, number> = {
  nightly: 4,
  weekdays: 4,
  weekly: 2,
  monthly: 1,
  "six-hourly": 8,
  hourly: 30,
  laptop: 0,
};

/** Some stretches of one to four runs, of a day or two where it runs many times a day. */
function missingStarts(
  seed: number,
  meant: readonly number[],
  { rhythm, moved, zone }: Plan,
  dark: readonly Span[],
): Set<number> {
  const missing = new Set<number>();
  const most = MOST_MISSING[rhythm];
  const first = meant.findIndex(
    (at) => at > (meant[0] as number) + SETTLED_MS * (rhythm === "monthly" ? 3 : 1),
  );
  for (let n = 0; n < 3; n += 1) {
    const length = isShort(rhythm)
      ? Math.ceil(most / 3) + (bits(seed, n, 20) % most)
      : 1 + (bits(seed, n, 20) % most);
    const begin = first + (bits(seed, n, 21) % Math.max(1, meant.length - first - length - 2));
    const stretch = meant.slice(begin, begin + length);
    const [from, to] = [meant[begin - 2] ?? 0, meant[begin + length + 2] ?? Number.POSITIVE_INFINITY];
    const isBeside = [...missing].some((at) => at >= from && at <= to);
    const isDark = dark.some((span) => span.from - 2 * DAY_MS < to && span.to + 2 * DAY_MS > from);
    const isMoving = moved !== null && Math.abs(zone.dayOf(stretch[0] ?? 0) - moved.day) < 10;
    if (!isBeside && !isDark && !isMoving) for (const at of stretch) missing.add(at);
  }
  return missing;
}

interface Around {
  year: Span;
  zone: Zone;
  dark: readonly Span[];
  missing: ReadonlySet<number>;
  meant: readonly number[];
}

/** The run of one planned start: late by some minutes, at times by an hour; failed now and then, and then mostly tried again. */
function runsFrom(planned: number, ways: Ways, { year, zone, dark, missing, meant }: Around): LabelledRun[] {
  const roll = (what: number) => draw(ways.seed, Math.floor(planned / MINUTE_MS), what);
  const place = meant.indexOf(planned);
  // Beside a gap the runs are good: a failure there would hide what is asked.
  const isBeside = [-1, 1].some((step) => missing.has(meant[place + step] ?? -1));
  const lateMs = Math.floor(roll(30) * (roll(31) < 0.05 ? 60 : 10) * MINUTE_MS);
  const startedAt = Math.floor((planned + lateMs) / 1000) * 1000;
  const figures = usualFigures(ways, startedAt, year.from, zone);
  const isFailed = !isBeside && roll(32) < 0.02;
  if (!isFailed) {
    const isOdd = startedAt > year.from + SETTLED_MS && roll(33) < 0.012;
    const { figures: shown, flags } = isOdd
      ? wrongFigures(figures, ways, bits(ways.seed, place, 34))
      : { figures, flags: [] };
    return [
      tell({ ...shown, startedAt, endedAt: startedAt + shown.durationMs, status: "success", flags }, dark),
    ];
  }
  const cut = Math.round(figures.durationMs * roll(35));
  const failed = {
    ...figures,
    startedAt,
    durationMs: cut,
    endedAt: startedAt + cut,
    transferredBytes: Math.round(figures.transferredBytes * roll(36)),
    errorCount: 1,
    status: "failed" as const,
    flags: [],
  };
  if (roll(37) >= 0.7) return [tell(failed, dark)];
  const again = failed.endedAt + 10 * MINUTE_MS;
  const retry = {
    ...figures,
    startedAt: again,
    endedAt: again + figures.durationMs,
    status: "success" as const,
    flags: [],
  };
  return [tell(failed, dark), tell(retry, dark)];
}

/** Told at its end; of a dark source as soon as it can be read again. */
function tell(run: Omit<LabelledRun, "toldAt">, dark: readonly Span[]): LabelledRun {
  const span = dark.find(({ from, to }) => run.endedAt >= from && run.endedAt < to);
  return { ...run, toldAt: span?.to ?? run.endedAt };
}

function gapsOf(
  meant: readonly number[],
  missing: ReadonlySet<number>,
  runs: readonly LabelledRun[],
  year: Span,
): LabelledGap[] {
  const gaps: LabelledGap[] = [];
  let current: number[] = [];
  for (const at of meant) {
    if (missing.has(at)) current.push(at);
    else if (current.length > 0) {
      const last = current.at(-1) as number;
      gaps.push({
        expectedAt: current,
        until: runs.find(({ startedAt }) => startedAt > last)?.startedAt ?? year.to,
      });
      current = [];
    }
  }
  if (current.length > 0) gaps.push({ expectedAt: current, until: year.to });
  return gaps;
}
