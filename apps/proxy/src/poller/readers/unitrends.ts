import { setImmediate as others } from "node:timers/promises";
import {
  type Context,
  createCollector,
  type JobHistory,
  type Normalized,
  type Outcome,
  VENDOR_READERS,
  withJob,
} from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { replyError } from "../../vendors/read-reply.ts";
import { createUnitrendsClient } from "../../vendors/unitrends/client.ts";
import { errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { Start } from "../progress.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";
import { type FillMemory, fillBack, filledDays, fillProgress, fillWords, isFilled } from "./fill-back.ts";
import {
  readMemory,
  recentSpans,
  type Span,
  type SystemMemory,
  type Told,
  toldLately,
  writeMemory,
} from "./unitrends-memory.ts";
import { lookBack, newestStart, notableOffset } from "./vendor-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Stands for the system where the appliance names none. */
const NO_SYSTEM = "0";
/** The appliance promises no paging and no limit: longer windows tie it up. */
const WINDOW = 72 * HOUR;
/** Two tellings of one start differ at most by a wrong zone; further apart they are of two sessions. */
const ZONE_ERROR = 14 * HOUR;

/**
 * Reads windows of at most 72 h, newest first. A first fill goes on over several polls, and the cursor tells how far
 * back it came; `whole` says that everything since the last poll is there and nothing failed, of the source or, where a
 * system could not be read or is no longer named, of the devices of the others.
 */
export function createUnitrendsReader(
  source: SourceConfig,
  http: VendorHttp,
  { now, timeoutMs }: { now: () => number; timeoutMs?: number },
): SourceReader {
  const client = createUnitrendsClient(source, http, timeoutMs === undefined ? {} : { timeoutMs });
  let memory = new Map<string, SystemMemory>();
  let systemIds: (string | null)[] = [];
  /** How much is asked for at once; shorter for the rest of a poll in which that took too long. */
  let length = WINDOW;
  let hasOddTimes = false;
  let wantedFrom = 0;
  let fill: Start | null = null;

  async function listSystems(signal: AbortSignal): Promise<(string | null)[]> {
    const ids = await client.systems(signal);
    const known = [...memory.keys()].filter((key) => key !== NO_SYSTEM);
    if (ids.length === 0 && known.length > 0) {
      const message = `the appliance names no system any more, and named ${known.length} before`;
      throw new VendorError(source, "http", message);
    }
    systemIds = ids.length === 0 ? [null] : ids;
    return systemIds;
  }

  /** A window that takes too long is asked for again in halves, and so are those after it. */
  async function* windowsOf(span: Span, systemId: string | null, signal: AbortSignal) {
    for (let to = span.to; to >= span.from; ) {
      const from = Math.max(span.from, to - length);
      const last = Math.floor(to / 1000);
      const window = { from: Math.min(Math.ceil(from / 1000), last), to: last };
      let bytes: Uint8Array;
      try {
        bytes = await client.backups(systemId, window, signal);
      } catch (error) {
        if (!isTooMuch(error) || length <= HOUR) throw error;
        length = Math.max(HOUR, length / 2);
        continue;
      }
      const outcome = await normalize(bytes, {
        sourceId: source.id,
        systemId: systemId ?? NO_SYSTEM,
        timeZone: source.timeZone ?? "UTC",
      });
      if (outcome.failure !== null) {
        const what = `backups of ${dayOf(from)} to ${dayOf(to)}`;
        throw errorAbout(source, what, replyError(source, outcome.failure));
      }
      yield { from, outcome };
      to = from - 1;
    }
  }

  /** Throws where a part could not be read; what came before is remembered. */
  async function* readSystem(
    systemId: string | null,
    { since, signal }: ReadRequest,
    startedAt: number,
  ): AsyncGenerator<Reading, void> {
    const key = systemId ?? NO_SYSTEM;
    const before = memory.get(key) ?? null;
    const history = await client.jobHistory(systemId, signal);
    const told = new Map<string, Told>();
    const open = new Set<number>();
    const devices = new Set(before?.devices);
    let newestAt = before?.newestAt ?? null;
    let shifted = 0;
    const give = (outcome: Outcome): Reading => {
      const sessions = outcome.sessions.map((given) => {
        const normalized = withKnownJob(given, history, before?.told ?? {}, told);
        const { status, startedAt, device } = normalized.session;
        if (device !== null) devices.add(device.id);
        if (status === "running" && startedAt !== null) open.add(Date.parse(startedAt));
        const shift = Math.abs(shiftOf(given, history) ?? 0);
        if (shift >= 15 * 60_000 && shift <= ZONE_ERROR) shifted += 1;
        return normalized;
      });
      newestAt = newestStart(
        newestAt,
        sessions.map(({ session }) => session),
        startedAt,
      );
      return { kind: "sessions", outcome: { ...outcome, sessions } };
    };

    const toldSoFar = () => toldLately([...Object.entries(before?.told ?? {}), ...told], startedAt);
    const spans = recentSpans(before, startedAt, http.clockOffsetMs());
    try {
      for (const span of spans)
        for await (const { outcome } of windowsOf(span, systemId, signal)) yield give(outcome);
    } catch (error) {
      if (before !== null) memory.set(key, { ...before, told: toldSoFar() });
      throw error;
    }
    hasOddTimes = shifted > 0 && shifted * 2 > told.size;
    const wantedFrom = since === null ? 0 : Date.parse(since);
    const state: SystemMemory = {
      filledTo: before?.filledTo ?? spans[0]?.from ?? startedAt,
      wantedFrom: before === null ? wantedFrom : Math.min(before.wantedFrom, wantedFrom),
      readAt: startedAt,
      newestAt,
      weekReadAt: lookBack(startedAt, before?.weekReadAt ?? null, startedAt).weekReadAt,
      failedFills: before?.failedFills ?? 0,
      gaps: before?.gaps ?? [],
      open: [...open],
      told: {},
      devices: [],
    };
    memory.set(key, state);
    try {
      yield* fillBack(state, olderWindows(state, systemId, signal, give), { now, windowMs: () => length });
    } finally {
      state.open = [...open];
      state.told = toldSoFar();
      state.newestAt = newestAt;
      state.devices = [...devices];
    }
  }

  async function* olderWindows(
    state: SystemMemory,
    systemId: string | null,
    signal: AbortSignal,
    give: (outcome: Outcome) => Reading,
  ) {
    const span = { from: state.wantedFrom, to: state.filledTo - 1 };
    if (isFilled(state)) return;
    for await (const { from, outcome } of windowsOf(span, systemId, signal))
      yield { from, reading: give(outcome), isEmpty: outcome.records === 0, trouble: null };
  }

  /** Of each system how far it was filled, also of those whose turn has not come. */
  function fills(): Pick<FillMemory, "filledTo" | "wantedFrom">[] {
    return systemIds.map((id) => memory.get(id ?? NO_SYSTEM) ?? { filledTo: now(), wantedFrom });
  }

  function learnt(): string[] {
    return [
      ...(systemIds.length === 0
        ? []
        : [systemIds.length === 1 ? "1 system" : `${systemIds.length} systems`]),
      ...(hasOddTimes ? [`its local times do not fit ${source.timeZone ?? "UTC"}: check timeZone`] : []),
      ...fillWords([...memory.values()]),
    ];
  }

  return {
    async *read(request) {
      memory = readMemory(request.cursor);
      wantedFrom = request.since === null ? 0 : Date.parse(request.since);
      const startedAt = now();
      const unread = new Set(memory.keys());
      const deviceIds: string[] = [];
      length = WINDOW;
      const systems = await listSystems(request.signal);
      fill = { at: startedAt, done: filledDays(fills(), startedAt) };
      for (const systemId of systems) {
        try {
          const key = systemId ?? NO_SYSTEM;
          unread.add(key);
          yield* readSystem(systemId, request, startedAt);
          unread.delete(key);
          deviceIds.push(...(memory.get(key)?.devices ?? []));
        } catch (error) {
          if (!(error instanceof VendorError) || error.kind === "auth" || error.kind === "rate-limited")
            throw error;
          yield { kind: "trouble", error };
        }
      }
      if (unread.size === 0) yield { kind: "whole", scope: null };
      else if (deviceIds.length > 0) yield { kind: "whole", scope: { deviceIds } };
    },
    cursor: () => writeMemory(memory),
    learnt,
    progress: () => (systemIds.length === 0 ? null : fillProgress(fills(), fill, now())),
    requests: () => http.requests(),
    certificateEndsAt: () => http.certificateEndsAt(),
    clockOffsetMs: () => http.clockOffsetMs(),
    async check(signal) {
      const devices = new Set<string>();
      const policies = new Set<string>();
      let newestSessionAt: string | null = null;
      const at = now();
      for (const systemId of await listSystems(signal)) {
        const history = await client.jobHistory(systemId, signal);
        const offset = notableOffset(http.clockOffsetMs());
        for (const name of history.names) policies.add(name);
        for await (const { outcome } of windowsOf(
          { from: at - 2 * DAY + Math.min(0, offset), to: at + DAY - 1 + Math.max(0, offset) },
          systemId,
          signal,
        )) {
          for (const given of outcome.sessions) {
            const { session } = withKnownJob(given, history, {}, new Map());
            if (session.device !== null) devices.add(session.device.id);
            if (session.at !== null && session.at > (newestSessionAt ?? "")) newestSessionAt = session.at;
          }
        }
      }
      const words = [...learnt(), `devices backed up in the last 2 days: ${devices.size}`];
      return { learnt: words, devices: null, policies: policies.size, clients: null, newestSessionAt };
    },
    close: () => client.close(),
  };
}

/** Names the policy and the start that needs no zone, each as it was told the first time. */
function withKnownJob(
  given: Normalized,
  history: JobHistory,
  before: Readonly<Record<string, Told>>,
  told: Map<string, Told>,
): Normalized {
  const { vendorId, startedAt } = given.session;
  if (vendorId === null || startedAt === null) return given;
  const known = Object.hasOwn(before, vendorId) ? before[vendorId] : undefined;
  const job = history.job(vendorId);
  const name = job?.name ?? known?.job ?? null;
  const shift = known ? known.startedAt - Date.parse(startedAt) : (shiftOf(given, history) ?? 0);
  const isSame = Math.abs(shift) <= ZONE_ERROR;
  const start = isSame ? new Date(Date.parse(startedAt) + shift).toISOString() : null;
  told.set(vendorId, { startedAt: Date.parse(start ?? startedAt), job: name });
  return name === null ? given : withJob(given, { name, startedAt: start });
}

/** How far the job history's start lies after the backup's own, in milliseconds; null where it is not told. */
function shiftOf({ session }: Normalized, history: JobHistory): number | null {
  const job = session.vendorId === null ? null : history.job(session.vendorId);
  if (!job?.startedAt || session.startedAt === null) return null;
  return Date.parse(job.startedAt) - Date.parse(session.startedAt);
}

async function normalize(bytes: Uint8Array, context: Context): Promise<Outcome> {
  const collector = createCollector();
  const reader = VENDOR_READERS.unitrends(context, collector);
  for (let from = 0; from < bytes.length; from += 65_536) {
    reader.push(bytes.subarray(from, from + 65_536));
    await others();
  }
  return collector.finish(reader.end());
}

/** Also told as an error of the appliance's own, whose cause is not to be known: fewer rows may go through. */
function isTooMuch(error: unknown): boolean {
  if (!(error instanceof VendorError)) return false;
  return (
    error.kind === "timeout" || error.kind === "too-large" || error.status === 500 || error.status === 504
  );
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
