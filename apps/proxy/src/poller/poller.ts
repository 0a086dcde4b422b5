import type { Logger } from "pino";
import type { ClientRule, Config, SourceConfig } from "../config-types.ts";
import type { Changes } from "../events/changes.ts";
import type { SourceFacts } from "../insight/facts.ts";
import type { SourceRecord, Store } from "../store/store.ts";
import type { VendorError } from "../vendors/vendor-error.ts";
import { pollOnce } from "./poll-once.ts";
import type { Progress } from "./progress.ts";
import type { SourceReader } from "./reading.ts";

const MINUTE = 60_000;
const AUTH_WAIT = 60 * MINUTE;
/** Who asks for more than a day, or a gateway before it, means something else. */
const LONGEST_ASKED = 24 * 60 * MINUTE;
/** A longer timer ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What the poller knows of one source now. */
export interface SourceHealth {
  config: SourceConfig;
  record: SourceRecord;
  polling: boolean;
  /** Epoch milliseconds; null while disabled. */
  nextPollAt: number | null;
  requests: number;
  /** How far its clock is ahead of ours, milliseconds; negative: behind; null: not told. */
  clockOffsetMs: number | null;
  progress: Progress | null;
  /** Null where the source is not read device by device, or it is not known how many there are. */
  sweepEstimateMs: number | null;
}

export interface Poller {
  start(): void;
  /** Takes up what changed in the configuration: sources that are new, gone, changed or disabled; the others go on undisturbed. */
  reconfigure(): Promise<void>;
  /** Ends all reading and logs out; waits for what is being written. */
  stop(): Promise<void>;
  health(): SourceHealth[];
  /** Null for a source that is not configured. */
  facts(sourceId: string): SourceFacts | null;
  /** Polls now, whatever the schedule says; for tests. */
  pollNow(sourceId: string): Promise<void>;
}

/** How long to wait after a failed poll: an hour for a refused logon, what the vendor asks (a day at most), else doubling up to the interval. */
export function waitAfterFailure(
  error: VendorError,
  failures: number,
  everyMs: number,
  random: () => number,
): number {
  if (error.kind === "auth") return AUTH_WAIT;
  if (error.retryAfterMs !== null) return Math.min(Math.max(error.retryAfterMs, 1_000), LONGEST_ASKED);
  const cap = Math.min(everyMs, 30_000 * 2 ** Math.min(failures - 1, 10));
  // Full jitter, though never under a tenth: many sources behind one gateway must not come back at once.
  return Math.max(cap / 10, cap * random());
}

interface State {
  source: SourceConfig;
  fingerprint: string;
  record: SourceRecord;
  reader: SourceReader;
  polling: boolean;
  nextPollAt: number | null;
  failures: number;
  startedAt: number;
  stopping: AbortController;
  /** Ends once the loop has; null before it began. */
  loop: Promise<void> | null;
}

function blankRecord(source: SourceConfig): SourceRecord {
  return {
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
}

/** What a source is, credentials and whose its devices are included, to tell whether its configuration changed. */
function fingerprint({ apiKey, password, ...rest }: SourceConfig, clients: readonly ClientRule[]): string {
  return JSON.stringify([rest, apiKey?.reveal(), password?.reveal(), clients]);
}

/** Between two polls a fill stands still: it has no rate. */
function progressOf(reader: SourceReader, polling: boolean): Progress | null {
  const progress = reader.progress();
  return progress === null || polling ? progress : { ...progress, ratePerMinute: null, etaMs: null };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.max(0, ms), LONGEST_TIMER));
    signal.addEventListener("abort", done);
  });
}

/** A loop a source; a slow or failing one delays no other. */
export function createPoller(deps: {
  config: () => Config;
  store: Store;
  changes: Changes;
  records: readonly SourceRecord[];
  createReader: (source: SourceConfig) => SourceReader;
  now: () => number;
  random: () => number;
  log: Logger;
}): Poller {
  const { now } = deps;
  const states = new Map<string, State>();
  const records = new Map(deps.records.map((record) => [record.sourceId, record]));
  for (const source of deps.config().sources) states.set(source.id, stateOf(source));

  function stateOf(source: SourceConfig): State {
    return {
      source,
      fingerprint: fingerprint(source, deps.config().clients),
      record: records.get(source.id) ?? blankRecord(source),
      reader: deps.createReader(source),
      polling: false,
      nextPollAt: source.enabled ? now() : null,
      failures: 0,
      startedAt: now(),
      stopping: new AbortController(),
      loop: null,
    };
  }

  async function poll(state: State): Promise<void> {
    const { source, stopping } = state;
    state.polling = true;
    deps.changes.health(source.id);
    try {
      const { record, error } = await pollOnce({
        source,
        clients: deps.config().clients,
        reader: state.reader,
        store: deps.store,
        changes: deps.changes,
        record: state.record,
        retentionMs: deps.config().store.retentionMs,
        now,
        log: deps.log,
        signal: stopping.signal,
      });
      state.record = record;
      records.set(source.id, record);
      state.failures = error ? state.failures + 1 : 0;
      const wait = error
        ? waitAfterFailure(error, state.failures, source.everyMs, deps.random)
        : source.everyMs;
      state.nextPollAt = now() + wait;
      if (error) deps.log.warn({ source: source.id, kind: error.kind }, error.message);
    } finally {
      state.polling = false;
      await deps.changes.flush();
    }
  }

  async function run(state: State): Promise<void> {
    const { signal } = state.stopping;
    while (!signal.aborted) {
      await sleep((state.nextPollAt as number) - now(), signal);
      if (signal.aborted) return;
      try {
        await poll(state);
      } catch (error) {
        // The store is at fault, not the vendor: nothing was learnt, so nothing may look fresher than it is.
        deps.log.error({ err: error, source: state.source.id }, "what was read could not be kept");
        state.nextPollAt = now() + Math.min(state.source.everyMs, MINUTE);
      }
    }
  }

  function begin(state: State): void {
    if (state.source.enabled) state.loop = run(state);
  }

  async function end(state: State): Promise<void> {
    state.stopping.abort();
    await state.loop;
    await state.reader.close();
  }

  return {
    start() {
      for (const state of states.values()) begin(state);
    },
    async reconfigure() {
      const wanted = new Map(deps.config().sources.map((source) => [source.id, source]));
      const gone = [...states.values()].filter((state) => {
        const next = wanted.get(state.source.id);
        return !next || fingerprint(next, deps.config().clients) !== state.fingerprint;
      });
      await Promise.all(gone.map(end));
      for (const { source } of gone) states.delete(source.id);
      for (const source of wanted.values()) {
        if (states.has(source.id)) continue;
        const state = stateOf(source);
        states.set(source.id, state);
        begin(state);
      }
      for (const id of new Set([...wanted.keys(), ...gone.map(({ source }) => source.id)]))
        deps.changes.health(id);
      await deps.changes.flush();
    },
    async stop() {
      await Promise.all([...states.values()].map(end));
    },
    health: () =>
      [...states.values()].map(({ source, record, polling, nextPollAt, reader }) => ({
        config: source,
        // A first fill may take an hour, and the certificate is known with its first call.
        record: { ...record, certificateEndsAt: reader.certificateEndsAt() ?? record.certificateEndsAt },
        polling,
        nextPollAt,
        requests: reader.requests(),
        clockOffsetMs: reader.clockOffsetMs(),
        progress: progressOf(reader, polling),
        sweepEstimateMs: reader.sweepEstimateMs?.() ?? null,
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
        timeZone: source.timeZone ?? deps.config().server.timeZone,
      };
    },
    async pollNow(sourceId) {
      const state = states.get(sourceId);
      if (state) await poll(state);
    },
  };
}
