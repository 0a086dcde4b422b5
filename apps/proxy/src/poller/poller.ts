import type { Logger } from "pino";
import type { ClientRule, Config, SourceConfig } from "../config-types.ts";
import type { Changes } from "../events/changes.ts";
import type { SourceFacts } from "../insight/facts.ts";
import { LeaseLost } from "../store/leases.ts";
import type { SourceRecord, Store } from "../store/store.ts";
import type { VendorError } from "../vendors/vendor-error.ts";
import { createLeasing } from "./leasing.ts";
import { pollOnce } from "./poll-once.ts";
import { dueAsTold, ownPolling, type Polling, toldPolling } from "./polling.ts";
import type { SourceReader } from "./reading.ts";
import { sleep } from "./sleep.ts";

const MINUTE = 60_000;
const AUTH_WAIT = 60 * MINUTE;
/** Who asks for more than a day, or a gateway before it, means something else. */
const LONGEST_ASKED = 24 * 60 * MINUTE;

/** What is known of one source now, whichever proxy polls it. */
export interface SourceHealth extends Omit<Polling, "certificateEndsAt"> {
  config: SourceConfig;
  record: SourceRecord;
}

export interface Poller {
  start(): void;
  /** Takes up what changed in the configuration: sources that are new, gone, changed or disabled; the others go on undisturbed. */
  reconfigure(): Promise<void>;
  /** Ends all reading and logs out; waits for what is being written. */
  stop(): Promise<void>;
  /** Takes up what another proxy found of this source; null: of all. */
  learn(sourceId: string | null): Promise<void>;
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
  /** Null until this proxy polls it; each time anew, for what it remembers is then another proxy's. */
  reader: SourceReader | null;
  polling: boolean;
  nextPollAt: number | null;
  failures: number;
  startedAt: number;
  stopping: AbortController;
  /** Ends once the loop has; null while this proxy does not poll it. */
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

/** A loop a source, for those that no other proxy on this store polls; a slow or failing one delays no other. */
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
      reader: null,
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
    const fence = leasing.fence(source.id) ?? null;
    state.reader ??= deps.createReader(source);
    state.polling = true;
    deps.changes.health(source.id);
    try {
      await leasing.tell(source.id);
      const { record, error } = await pollOnce({
        source,
        clients: deps.config().clients,
        reader: state.reader,
        store: deps.store,
        changes: deps.changes,
        record: state.record,
        fence,
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
      await leasing.tell(source.id).catch((error: unknown) => {
        deps.log.error(
          { err: error, source: source.id },
          "how the polling stands could not be told to other proxies",
        );
      });
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
        if (error instanceof LeaseLost) return leasing.lost(state.source.id);
        // The store is at fault, not the vendor: nothing was learnt, so nothing may look fresher than it is.
        deps.log.error({ err: error, source: state.source.id }, "what was read could not be kept");
        state.nextPollAt = now() + Math.min(state.source.everyMs, MINUTE);
      }
    }
  }

  /** Goes on from where the source's last poll came, whoever polled it. */
  async function begin(state: State, before: string | null): Promise<void> {
    const [kept] = await deps.store.sources(state.source.id);
    if (kept) learn(state, kept);
    const dueAt = before === null ? null : dueAsTold(before);
    state.nextPollAt = Math.min(dueAt ?? now(), now() + LONGEST_ASKED);
    state.failures = 0;
    state.stopping = new AbortController();
    state.loop = run(state);
  }

  async function end(state: State): Promise<void> {
    state.stopping.abort();
    await state.loop;
    state.loop = null;
    const { reader } = state;
    state.reader = null;
    await reader?.close();
  }

  function learn(state: State, record: SourceRecord): void {
    state.record = record;
    records.set(record.sourceId, record);
  }

  const leasing = createLeasing({
    leases: deps.store.leases,
    wanted: () => [...states.values()].flatMap(({ source }) => (source.enabled ? source.id : [])),
    async begin(sourceId, before) {
      const state = states.get(sourceId);
      if (state) await begin(state, before);
    },
    async end(sourceId) {
      const state = states.get(sourceId);
      if (state) await end(state);
    },
    told(sourceId) {
      const state = states.get(sourceId);
      return state?.reader ? JSON.stringify(ownPolling(state.reader, state)) : null;
    },
    isIdle(sourceId) {
      const state = states.get(sourceId);
      return state !== undefined && !state.polling;
    },
    log: deps.log,
  });

  /** As whoever polls the source tells it; before anybody did, it is due. */
  function pollingOf(state: State): Polling {
    if (state.reader) return ownPolling(state.reader, state);
    const told = toldPolling(leasing.lease(state.source.id));
    const { lastPolledAt } = state.record;
    const due = lastPolledAt === null ? state.nextPollAt : Date.parse(lastPolledAt) + state.source.everyMs;
    return { ...told, nextPollAt: state.source.enabled ? (told.nextPollAt ?? due) : null };
  }

  return {
    start: leasing.start,
    async reconfigure() {
      const wanted = new Map(deps.config().sources.map((source) => [source.id, source]));
      const gone = [...states.values()].filter((state) => {
        const next = wanted.get(state.source.id);
        return !next || fingerprint(next, deps.config().clients) !== state.fingerprint;
      });
      await leasing.inTurn(async () => {
        await Promise.all(gone.map(end));
        for (const { source } of gone) states.delete(source.id);
        for (const source of wanted.values()) {
          if (states.has(source.id)) continue;
          const state = stateOf(source);
          states.set(source.id, state);
          // One that is polled here stays here, and is polled at once.
          if (source.enabled && leasing.fence(source.id) !== undefined) await begin(state, null);
        }
      });
      await leasing.settle();
      for (const id of new Set([...wanted.keys(), ...gone.map(({ source }) => source.id)]))
        deps.changes.health(id);
      await deps.changes.flush();
    },
    async stop() {
      await leasing.stop();
      await Promise.all([...states.values()].map(end));
    },
    async learn(sourceId) {
      const [kept] = await Promise.all([deps.store.sources(sourceId ?? undefined), leasing.look()]);
      for (const record of kept) {
        const state = states.get(record.sourceId);
        if (state?.loop === null) learn(state, record);
      }
    },
    health: () =>
      [...states.values()].map((state) => {
        const { certificateEndsAt, ...polling } = pollingOf(state);
        const { source, record } = state;
        // A first fill may take an hour, and the certificate is known with its first call.
        const known = { ...record, certificateEndsAt: certificateEndsAt ?? record.certificateEndsAt };
        return { config: source, record: known, ...polling };
      }),
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
