import type { Figures, Item, Job, JobRun, Run, RunStatus } from "./model.ts";
import { bits, draw } from "./random.ts";
import { HOUR_MS, MINUTE_MS, weekdayOf, type Zone } from "./zone.ts";

const MIB = 1024 ** 2;
/** Sessions of a vendor are numbered by night: room for all of a hundred thousand devices. */
const NUMBERS_A_NIGHT = 1_000_000;
const FIRST_NIGHT = 18_000;

export const TURN = { usual: 0, retry: 1, byHand: 2 } as const;

/** The same job on the same night gives the same run, whatever came before. */
export interface Season {
  seed: number;
  zone: Zone;
  anchor: number;
  /** The last night of the job whose run ended before the anchor. */
  lastNightOf(job: Job): number;
}

/** Whether the calendar wants a run; `night` is the date on which the job's minutes begin. */
export function isScheduled(job: Job, night: number): boolean {
  const weekday = weekdayOf(night);
  if (job.days === "weekdays") return weekday >= 1 && weekday <= 5;
  if (job.days === "weekly") return weekday === 0;
  return job.days === "daily" || (night + job.hash) % 17 === 0;
}

/** Whether the job runs that night: scheduled, and not kept from it. */
export function runsOn(job: Job, night: number, season: Season): boolean {
  if (job.trouble === "never-ran" || !isScheduled(job, night)) return false;
  return job.trouble !== "silent-since-two" || night <= season.lastNightOf(job) - 2;
}

export function startOf(job: Job, night: number, zone: Zone): number {
  const jitterMs = Math.floor(draw(job.hash, night, 6) * job.jitterMinutes * MINUTE_MS);
  return wholeSeconds(job, zone.instantOf(night, job.minuteOfDay) + jitterMs);
}

/** When the job's usual run of that night ends; troubles change no times. */
export function endOf(job: Job, night: number, zone: Zone): number {
  const startedAt = startOf(job, night, zone);
  let endedAt = startedAt + 40_000;
  let cursor = startedAt;
  for (const item of job.items) {
    const lengthMs = lengthOf(job, item, night);
    endedAt = Math.max(endedAt, cursor + lengthMs);
    if (job.inTurn) cursor += lengthMs;
  }
  return wholeSeconds(job, endedAt + 9_000);
}

export function runJob(job: Job, night: number, season: Season): JobRun[] {
  const startedAt = startOf(job, night, season.zone);
  let cursor = startedAt;
  const runs = job.items.map((item, position) => {
    const begunAt = job.inTurn
      ? cursor
      : wholeSeconds(job, startedAt + 1_000 + (bits(item.hash, night, 7) % 9_000));
    const lengthMs = lengthOf(job, item, night);
    cursor = begunAt + lengthMs;
    const status = statusOn(job, item, night, season);
    const number = numberOf(job, night, TURN.usual, position + 1);
    return makeRun(job, item, night, { number, startedAt: begunAt, endedAt: cursor, status }, season);
  });
  const usual = assemble(job, night, TURN.usual, startedAt, endOf(job, night, season.zone), runs);
  const failed = runs.filter((run) => run.status === "failed");
  if (job.vendor !== "veeam-enterprise-manager" || failed.length === 0) return [usual];
  return [usual, retry(job, night, usual, failed, season)];
}

/** A run that someone started shortly before the anchor and that has not ended by then; its first machine may have. */
export function runByHand(job: Job, season: Season): JobRun {
  const night = season.zone.dayOf(season.anchor);
  const startedAt = wholeSeconds(job, season.anchor - 25 * MINUTE_MS);
  const runs = job.items.map((item, position) => {
    const isDone = position === 0 && job.items.length > 1;
    const endedAt = wholeSeconds(job, season.anchor + (isDone ? -4 : 15 + (position % 6) * 5) * MINUTE_MS);
    const number = numberOf(job, night, TURN.byHand, position + 1);
    const begunAt = job.inTurn ? startedAt + position * MINUTE_MS : startedAt + 2_000;
    return makeRun(job, item, night, { number, startedAt: begunAt, endedAt, status: "success" }, season);
  });
  const endedAt = wholeSeconds(job, season.anchor + 45 * MINUTE_MS);
  return assemble(job, night, TURN.byHand, startedAt, endedAt, runs);
}

function retry(job: Job, night: number, first: JobRun, failed: Run[], season: Season): JobRun {
  const startedAt = first.endedAt + 10 * MINUTE_MS;
  const runs = failed.map((before) => {
    const position = job.items.indexOf(before.item);
    const isHelped =
      before.item.trouble === "failed-last-then-retried" ||
      (before.item.trouble === null && draw(before.item.hash, night, 8) < 0.65);
    const number = numberOf(job, night, TURN.retry, position + 1);
    const endedAt = startedAt + lengthOf(job, before.item, night);
    const status = isHelped ? "success" : "failed";
    return makeRun(
      job,
      before.item,
      night,
      { number, startedAt: startedAt + 3_000, endedAt, status },
      season,
    );
  });
  const endedAt = Math.max(...runs.map((run) => run.endedAt)) + 9_000;
  return assemble(job, night, TURN.retry, startedAt, endedAt, runs);
}

function assemble(
  job: Job,
  night: number,
  turn: number,
  startedAt: number,
  endedAt: number,
  runs: Run[],
): JobRun {
  const number = numberOf(job, night, turn, 0);
  const identity = [job.hash, night, turn] as const;
  return {
    job,
    number,
    identity,
    startedAt,
    endedAt,
    status: worst(runs),
    isRetry: turn === TURN.retry,
    runs,
  };
}

function numberOf(job: Job, night: number, turn: number, place: number): number {
  return (night - FIRST_NIGHT) * NUMBERS_A_NIGHT + job.slot + turn * (1 + job.items.length) + place;
}

/** A job's run is as bad as its worst item's. */
export function worst(runs: readonly Run[]): RunStatus {
  const order: RunStatus[] = ["failed", "interrupted", "not-started", "canceled", "unknown", "warning"];
  return order.find((status) => runs.some((run) => run.status === status)) ?? "success";
}

type Timing = Pick<Run, "number" | "startedAt" | "endedAt" | "status">;

/** A run of the usual size for its item, night and outcome. */
export function makeRun(job: Job, item: Item, night: number, timing: Timing, season: Season): Run {
  const isLast = night >= season.lastNightOf(job);
  const isSilent = item.trouble === "nothing-transferred-last" && isLast && job.kind === "backup";
  const isFull = isFullNight(job, night);
  const level = job.weeklyFull ? (isFull ? "full" : "incremental") : null;
  const word =
    item.trouble === "unknown-word-once" && night === season.lastNightOf(job) - 20 ? "PARTIALLY_DONE" : null;
  const status = word ? "unknown" : timing.status;
  const figures = figuresOf(item, night, status, { isFull, isSilent, inMib: item.vendor === "unitrends" });
  return { item, ...timing, status, word, level, message: messageOf(item, night, status), ...figures };
}

function figuresOf(
  item: Item,
  night: number,
  status: RunStatus,
  { isFull, isSilent, inMib }: { isFull: boolean; isSilent: boolean; inMib: boolean },
): Figures {
  const growth = Math.max(0.2, 1 + (night - 20_000) * 0.0005 * draw(item.hash, 10));
  const isWeekend = weekdayOf(night) === 0 || weekdayOf(night) === 6;
  const change = item.changeRate * (0.6 + 0.8 * draw(item.hash, night, 11)) * (isWeekend ? 0.4 : 1);
  const done = status === "failed" || status === "interrupted" ? draw(item.hash, night, 12) * 0.6 : 1;
  const wasRun = status !== "not-started";
  const bytes = (value: number) => (inMib ? Math.round(value / MIB) * MIB : Math.round(value));

  const selected = item.baseBytes * growth * (isSilent ? 0.02 : 1);
  const count = Math.max(1, Math.round(selected / 3e6));
  const isTrouble = status === "failed" || status === "warning" || status === "interrupted";
  return {
    selectedBytes: bytes(selected),
    processedBytes: bytes(wasRun ? selected * done * (inMib && !isFull ? change * 4 : 1) : 0),
    transferredBytes: bytes(isSilent || !wasRun ? 0 : selected * done * (isFull ? 0.7 : change)),
    changedBytes: bytes(selected * change * 0.3),
    selectedItems: count,
    processedItems: wasRun ? Math.floor(count * done) : 0,
    removedItems: Math.floor(count * change * 0.1),
    changedItems: Math.floor(count * change * 0.2),
    errorCount: isTrouble ? 1 + (bits(item.hash, night, 13) % 5) : 0,
  };
}

function statusOn(job: Job, item: Item, night: number, season: Season): RunStatus {
  if (job.kind !== "backup" && job.kind !== "snapshot") return "success";
  const lastNight = season.lastNightOf(job);
  if (item.trouble === "failed-last-three" && night > lastNight - 3) return "failed";
  if (night === lastNight) {
    // Failures of the night before the anchor are told by design alone: they must not vary with the calendar.
    if (item.trouble === "failed-last" || item.trouble === "failed-last-then-retried") return "failed";
    return item.trouble === "warned-last" || warnsByChance(item, night) ? "warning" : "success";
  }
  if (item.trouble === "failed-last-three" && night === lastNight - 3) return "success";
  if (failsByChance(item, night)) return badWord(job, item, night);
  return warnsByChance(item, night) ? "warning" : "success";
}

function warnsByChance(item: Item, night: number): boolean {
  return item.trouble === null && draw(item.hash, night, 14) < 0.02;
}

/** Failures come in streaks of one to three nights. */
function failsByChance(item: Item, night: number): boolean {
  for (let since = 0; since < 3; since++) {
    if (draw(item.hash, night - since, 15) < 0.004) return since <= bits(item.hash, night - since, 16) % 3;
  }
  return false;
}

function badWord(job: Job, item: Item, night: number): RunStatus {
  const chance = draw(item.hash, night, 17);
  if (job.vendor === "veeam-azure") return chance < 0.2 ? "canceled" : "failed";
  if (job.vendor !== "nable" || chance < 0.7) return "failed";
  return chance < 0.8 ? "interrupted" : chance < 0.92 ? "not-started" : "canceled";
}

const REASONS = [
  "Failed to create VSS snapshot: timed out waiting for the writers",
  "There is not enough space on the target volume",
  "The network path was not found",
  "Access is denied: the service account's password has expired",
  "The connection was closed by the remote host",
];

function messageOf(item: Item, night: number, status: RunStatus): string | null {
  if (status === "success") return null;
  if (status === "warning") return `${item.device.name}: 2 files were in use and have been skipped`;
  // A streak has one reason: it is told by the week, not by the night.
  const reason = REASONS[bits(item.hash, Math.floor(night / 7), 18) % REASONS.length];
  return `${item.device.name}: ${reason}`;
}

function lengthOf(job: Job, item: Item, night: number): number {
  const minutes = item.minutes * (0.8 + 0.45 * draw(item.hash, night, 19));
  return wholeSeconds(job, Math.min(6 * HOUR_MS, minutes * MINUTE_MS * (isFullNight(job, night) ? 3 : 1)));
}

function isFullNight(job: Job, night: number): boolean {
  return job.weeklyFull && weekdayOf(night) === 6;
}

/** N-able and Unitrends tell whole seconds. */
function wholeSeconds(job: Job, instant: number): number {
  const step = job.vendor === "nable" || job.vendor === "unitrends" ? 1000 : 1;
  return Math.floor(instant / step) * step;
}
