import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "./config-types.ts";
import type { Changes } from "./events/changes.ts";
import { backupDay, backupDayBounds, type DayRule } from "./insight/backup-day.ts";
import { retentionCut } from "./store/retention-cut.ts";
import type { ExpiryPlace, Store } from "./store/store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Most backups run in the first half of the night and are looked at in the morning: between the two days it is quiet. */
const QUIET_AFTER_MS = 6 * HOUR;
/** Whoever starts Lastgood wants to see something first. */
const AFTER_START_MS = 5 * MINUTE;

/** So long a poll that wants to write may have to wait for a slice. */
const SLICE_MS = 20;
const FIRST_SLICE = { rows: 50, pages: 50 };
const MOST_A_SLICE = 2_000;
/** So many times as long as it took, a slice is followed by none: polls and reads have the store to themselves. */
const PAUSES = 3;
const LEAST_PAUSE_MS = 10;

export interface Retention {
  /** Ends the pass under way after its slice. */
  stop(): Promise<void>;
}

interface RetentionDeps {
  store: Pick<Store, "expire" | "giveBack">;
  config: () => Config;
  changes: Pick<Changes, "elsewhere">;
  now: () => number;
  log: Pick<Logger, "info" | "error">;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Lets sessions that are older than `store.retention` go: once shortly after the start, then each day at the quiet hour. */
export function startRetention(deps: RetentionDeps): Retention {
  const { now, log, config, pause = pauseFor } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    for (let ms = AFTER_START_MS; !signal.aborted; ms = nextQuietHour(config().server, now()) - now()) {
      await pause(ms, signal);
      if (signal.aborted) return;
      try {
        const deleted = await passRetention({ ...deps, pause }, signal);
        if (deleted > 0) log.info({ sessions: deleted }, "sessions older than store.retention are gone");
      } catch (error) {
        log.error(
          { err: error },
          "sessions older than store.retention could not be deleted; the next try is tomorrow",
        );
      }
    }
  }
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One pass over all that is old; how many sessions it deleted. */
export async function passRetention(
  { store, config, changes, now, pause = pauseFor }: Omit<RetentionDeps, "log">,
  signal: AbortSignal,
): Promise<number> {
  const cut = retentionCut(config().store.retentionMs, now());
  if (cut === null) return 0;
  const rest = (tookMs: number) => pause(Math.max(LEAST_PAUSE_MS, tookMs * PAUSES), signal);
  let deleted = 0;
  let after: ExpiryPlace | null = null;
  let rows = FIRST_SLICE.rows;
  do {
    const slice = await store.expire(cut, after, rows);
    deleted += slice.deleted;
    after = slice.next;
    rows = fitted(rows, slice.tookMs);
    if (after !== null) await rest(slice.tookMs);
  } while (after !== null && !signal.aborted);

  let pages = FIRST_SLICE.pages;
  while (!signal.aborted) {
    const { freed, tookMs } = await store.giveBack(pages);
    if (freed < pages) break;
    pages = fitted(pages, tookMs);
    await rest(tookMs);
  }
  if (deleted > 0) await changes.elsewhere();
  return deleted;
}

/** How many the next slice may have, after one of so many that took so long: it falls at once and grows by half at most. */
export function fitted(size: number, tookMs: number): number {
  const next = Math.min(size * 1.5, (size * SLICE_MS) / Math.max(tookMs, 0.1));
  return Math.max(1, Math.min(MOST_A_SLICE, Math.ceil(next)));
}

/** When it is next quiet after `now`: six hours into a backup day. */
export function nextQuietHour(rule: DayRule, now: number): number {
  const { from, to } = backupDayBounds(backupDay(now, rule), rule);
  return (from + QUIET_AFTER_MS > now ? from : to) + QUIET_AFTER_MS;
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  // A pause that is cut short is no error.
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}
