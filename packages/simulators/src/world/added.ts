import type { Figures, Item, Job, JobRun, RunStatus } from "./model.ts";
import { makeRun, type Season } from "./run-job.ts";
import { MINUTE_MS } from "./zone.ts";

/** A run to add by hand; what is left out is as usual for the item. */
export interface AddedFacts extends Partial<Figures> {
  /** The item's key, or a part of it that no item before it has: a device's name, `sql-07/MSSQL`. */
  item: string;
  status: RunStatus | "running";
  /** Default ten minutes ago. */
  startedAt?: number;
  /** Default now, or an hour hence for a running one. */
  endedAt?: number;
  message?: string | null;
  /** A status word of its own in place of the vendor's usual one. */
  word?: string;
  isRetry?: boolean;
}

/** Above every number that nights use. */
const FIRST_NUMBER = 1_000_000_000_000;
const MOST_ITEMS = 10_000;

/**
 * Azure's policies run for all their machines: the others then end well, else they would have been left out.
 * Elsewhere the run is the item's alone.
 */
export function addedRun(
  job: Job,
  item: Item | null,
  facts: AddedFacts,
  order: number,
  season: Season,
  now: number,
): JobRun {
  const {
    item: _,
    status: told,
    isRetry = false,
    word = null,
    startedAt: start,
    endedAt: end,
    ...figures
  } = facts;
  const wholeSecond = Math.floor(now / 1000) * 1000;
  const startedAt = start ?? wholeSecond - 10 * MINUTE_MS;
  const endedAt = end ?? (told === "running" ? wholeSecond + 60 * MINUTE_MS : wholeSecond);
  const status = told === "running" ? "success" : told;
  const number = FIRST_NUMBER + order * MOST_ITEMS;
  const night = season.zone.dayOf(startedAt);

  const items = job.vendor === "veeam-azure" ? job.items : item ? [item] : [];
  const runs = items.map((one, position) => {
    const timing = { number: number + 1 + position, startedAt, endedAt };
    if (one !== item) return makeRun(job, one, night, { ...timing, status: "success" }, season);
    return { ...makeRun(job, one, night, { ...timing, status }, season), status, word, ...figures };
  });
  return { job, number, identity: [job.hash, order, 3], startedAt, endedAt, status, isRetry, runs };
}
