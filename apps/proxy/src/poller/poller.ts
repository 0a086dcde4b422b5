import type { Logger } from "pino";
import type { Config, SourceConfig } from "../config-types.ts";
import type { Changes } from "../events/changes.ts";
import type { SourceFacts } from "../insight/facts.ts";
import type { SourceRecord, Store } from "../store/store.ts";
import type { VendorError } from "../vendors/vendor-error.ts";
import { pollOnce } from "./poll-once.ts";
import type { SourceReader } from "./reading.ts";

const MINUTE = 60_000;
const AUTH_WAIT = 60 * MINUTE;

/** What the poller knows of one source now. */
export interface SourceHealth {
  config: SourceConfig;
  record: SourceRecord;
  polling: boolean;
  /** Epoch milliseconds; null while disabled. */
  nextPollAt: number | null;
  requests: number;
}

export interface Poller {
  start(): void;
  /** Ends all reading and logs out; waits for what is being written. */
  stop(): Promise<void>;
  health(): SourceHealth[];
  /** Null for a source that is not configured. */
  facts(sourceId: string): SourceFacts | null;
  /** Polls now, whatever the schedule says; for tests. */
  pollNow(sourceId: string): Promise<void>;
}

/** How long to wait after a failed poll: an hour for a refused logon, what the vendor asks, else doubling up to the interval. */
export function waitAfterFailure(
  error: VendorError,
  failures: number,
  everyMs: number,
  random: () => number,
): number {
  if (error.kind === "auth") return AUTH_WAIT;
  if (error.retryAfterMs !== null) return Math.max(error.retryAfterMs, 1_000);
  const cap = Math.min(everyMs, 30_000 * 2 ** Math.min(failures - 1, 10));
  // Full jitter, though never under a tenth: many sources behind one gateway must not come back at once.
  return Math.max(cap / 10, cap * random());
}

/** A loop a source; a slow or failing one delays no other. */
export function createPoller(deps: {
  config: Config;
  store: Store;
  changes: Changes;
  records: readonly SourceRecord[];
  createReader: (source: SourceConfig) => SourceReader;
  now: () => number;
  random: () => number;
  log: Logger;
}): Poller {
  const { config, now } = deps;
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const states = new Map(
    config.sources.map((source) => {
      const record = deps.records.find((one) => one.sourceId === source.id) ?? {
        sourceId: source.id,
        vendor: source.vendor,
        host: new URL(source.url).host,
        lastPolledAt: null,
        lastGoodPollAt: null,
        lastPollMs: null,
        error: null,
        learnt: [],
        certificateEndsAt: null,
        cursor: null,
      };
      const state = {
        source,
        record,
        reader: deps.createReader(source),
        polling: false,
        nextPollAt: source.enabled ? now() : null,
        failures: 0,
        startedAt: now(),
      };
      return [source.id, state] as const;
    }),
  );
  type State = typeof states extends Map<string, infer S> ? S : never;

  async function poll(state: State): Promise<void> {
    state.polling = true;
    deps.changes.health(state.source.id);
    try {
      const { record, error } = await pollOnce({
        source: state.source,
        clients: config.clients,
        reader: state.reader,
        store: deps.store,
        changes: deps.changes,
        record: state.record,
        retentionMs: config.store.retentionMs,
        now,
        log: deps.log,
        signal: stopping.signal,
      });
      state.record = record;
      state.failures = error ? state.failures + 1 : 0;
      const wait = error
        ? waitAfterFailure(error, state.failures, state.source.everyMs, deps.random)
        : state.source.everyMs;
      state.nextPollAt = now() + wait;
      if (error && !stopping.signal.aborted)
        deps.log.warn({ source: state.source.id, kind: error.kind }, error.message);
    } finally {
      state.polling = false;
      await deps.changes.flush();
    }
  }

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      stopping.signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });

  async function loop(state: State): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep((state.nextPollAt as number) - now());
      if (stopping.signal.aborted) return;
      try {
        await poll(state);
      } catch (error) {
        // The store is at fault, not the vendor: nothing was learnt, so nothing may look fresher than it is.
        deps.log.error({ err: error, source: state.source.id }, "what was read could not be kept");
        state.nextPollAt = now() + Math.min(state.source.everyMs, MINUTE);
      }
    }
  }

  return {
    start() {
      for (const state of states.values()) if (state.source.enabled) loops.push(loop(state));
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await Promise.all([...states.values()].map((state) => state.reader.close()));
    },
    health: () =>
      [...states.values()].map(({ source, record, polling, nextPollAt, reader }) => ({
        config: source,
        record,
        polling,
        nextPollAt,
        requests: reader.requests(),
      })),
    facts(sourceId) {
      const state = states.get(sourceId);
      if (!state) return null;
      const { source, record } = state;
      return {
        id: source.id,
        name: source.name,
        vendor: source.vendor,
        everyMs: source.everyMs,
        disabledSince: source.enabled
          ? null
          : Date.parse(record.lastPolledAt ?? new Date(state.startedAt).toISOString()),
        sweepMs: record.lastPollMs ?? 0,
        lastGoodPollAt: record.lastGoodPollAt === null ? null : Date.parse(record.lastGoodPollAt),
        trouble: record.error?.message ?? null,
        timeZone: source.timeZone ?? config.server.timeZone,
      };
    },
    async pollNow(sourceId) {
      const state = states.get(sourceId);
      if (state) await poll(state);
    },
  };
}
