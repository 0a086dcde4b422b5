import type { Context, Outcome, Session } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { mayBeFull } from "../../vendors/full-page.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { replyError } from "../../vendors/read-reply.ts";
import { createEnterpriseManagerClient } from "../../vendors/veeam-enterprise-manager/client.ts";
import { readLastCollection } from "../../vendors/veeam-enterprise-manager/last-collection.ts";
import { SYSTEM_SESSIONS, sessionsQuery, tasksQuery } from "../../vendors/veeam-enterprise-manager/paths.ts";
import { errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { Start } from "../progress.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";
import { isRefused, readCollections } from "./enterprise-manager-collections.ts";
import {
  type FilledWindow,
  type FillMemory,
  fillBack,
  filledDays,
  fillProgress,
  fillWords,
  isFilled,
} from "./fill-back.ts";
import { createJoinedReplies, isStrayTask, type JoinedReplies, lacksItsTask } from "./joined-replies.ts";
import { askFrom, lookBack, newestStart, notableOffset, WEEK } from "./vendor-clock.ts";

const DAY = 86_400_000;
/** Sessions change after they were read, and Enterprise Manager collects late. */
const OVERLAP = DAY;
/** Bounds what is held in memory at once. */
const WINDOW = 14 * DAY;
/** A task begins this long after its session at most; what lies between windows would lose its size and reason. */
const TASK_DELAY = 3 * DAY;
/** The collections list 30 days; the last of them is going. */
const LISTED = 29 * DAY;

interface Memory extends FillMemory {
  /** When the newest window was last read in whole. */
  readAt: number;
  /** When it last collected, by our clock: ISO 8601; null where it was never told. */
  collectedAt: string | null;
  /** The same in its own words, by which a newer telling is known; absent in an older memory. */
  collectedTold?: string | null;
  /** The newest start that was read in whole, epoch milliseconds; absent in an older memory. */
  newestAt?: number | null;
  /** When a poll last looked a week back; absent in an older memory. */
  weekReadAt?: number;
}

export interface EnterpriseManagerReader extends SourceReader {
  /** When Enterprise Manager last collected from its backup servers; null where it did not say. */
  lastCollectionAt(): string | null;
}

/** Reads by the query service, newest window first; where that is refused, by the collections of the last 30 days. */
export function createEnterpriseManagerReader(
  source: SourceConfig,
  http: VendorHttp,
  { now }: { now: () => number } = { now: Date.now },
): EnterpriseManagerReader {
  const client = createEnterpriseManagerClient(source, http);
  let memory: Memory | null = null;
  let collectedAt: string | null = null;
  let collectedTold: string | null = null;
  let way: string | null = null;
  let canFill = false;
  let fill: Start | null = null;

  function contextOf({ knownContainers }: Pick<ReadRequest, "knownContainers">): Context {
    return { sourceId: source.id, timeZone: source.timeZone ?? "UTC", knownContainers };
  }

  async function get(path: string, into: JoinedReplies, signal: AbortSignal) {
    const end = await into.add(await client.get(path, signal));
    if (end.failure === null) return end;
    throw replyError(source, end.failure);
  }

  async function getPages(pathOf: (page: number) => string, into: JoinedReplies, signal: AbortSignal) {
    let pages = 1;
    for (let page = 1; ; page += 1) {
      const isTold = page <= pages;
      const end = await get(pathOf(page), into, signal).catch((error: unknown) => {
        if (!isTold && isNoPage(error)) return null;
        throw error;
      });
      if (end === null) return;
      if (end.paging === null)
        throw new VendorError(source, "parse", "the query service does not say how many pages there are");
      pages = end.paging.pagesCount;
      if (!isTold && end.paging.pageNum !== page) return;
      if (page >= pages && !mayBeFull(end.records)) return;
    }
  }

  /** Newest first; the first has no end where `to` is null. Ends with the first that could not be read in whole. */
  async function* windowsOf(
    from: number,
    to: number | null,
    request: Pick<ReadRequest, "knownContainers" | "signal">,
  ): AsyncGenerator<FilledWindow> {
    const { signal } = request;
    let end = to;
    for (let top = to ?? now(); top > from; ) {
      const low = Math.max(from, top - WINDOW);
      const replies = createJoinedReplies(contextOf(request));
      let trouble: VendorError | null = null;
      try {
        const within = { from: low, to: end };
        await getPages(sessionsQuery("AgentBackup", within), replies, signal);
        await getPages(sessionsQuery("AgentManagement", within), replies, signal);
        const tasksTo = end === null ? null : end + TASK_DELAY;
        await getPages(tasksQuery({ from: low, to: tasksTo }), replies, signal);
      } catch (error) {
        if (!(error instanceof VendorError) || error.kind === "auth" || isRefused(error)) throw error;
        trouble = error;
      }
      const outcome = replies.finish(
        (session, given) => !isStrayTask(session, given) && !(trouble !== null && lacksItsTask(session)),
      );
      yield { from: low, reading: { kind: "sessions", outcome }, isEmpty: outcome.records === 0, trouble };
      if (trouble !== null) return;
      end = top = low;
    }
  }

  /**
   * Told again by every poll; where it is not told, the last telling stands and ages. A failed call is trouble, since
   * what is read then may be older than it looks.
   */
  async function readCollectedAt(signal: AbortSignal): Promise<VendorError | null> {
    collectedAt = memory?.collectedAt ?? null;
    collectedTold = memory?.collectedTold ?? null;
    try {
      const read = readLastCollection(await client.get(SYSTEM_SESSIONS, signal));
      if (read?.at != null && read.at !== collectedTold) collectedAt = byOurClock(read.at);
      collectedTold = read?.at ?? collectedTold;
      return read === null
        ? new VendorError(source, "parse", "the list of collections could not be read")
        : null;
    } catch (error) {
      if (isRefused(error)) return null;
      if (!(error instanceof VendorError) || error.kind === "auth") throw error;
      return error;
    }
  }

  /**
   * A telling that is new was not there when the last poll asked, and is now: between these two it is taken by the
   * server's clock, so that one which goes wrong makes nothing look fresher than it is, nor older.
   */
  function byOurClock(told: string): string {
    const at = Date.parse(told) - notableOffset(http.clockOffsetMs());
    const earliest = memory?.collectedTold == null ? at : memory.readAt;
    return new Date(Math.min(now(), Math.max(at, earliest))).toISOString();
  }

  /** All since the last poll, and since the oldest session that was open then. Returns whether more can be asked for. */
  async function* readRecent(request: ReadRequest, startedAt: number): AsyncGenerator<Reading, boolean> {
    const since = request.since === null ? 0 : Date.parse(request.since);
    const openFrom = request.openSessionIds.size > 0 && since > 0 ? since : startedAt;
    // It tells no more than it collected: what it has not collected since is as good as not asked for yet.
    const collected = collectedAt === null ? startedAt : Math.max(Date.parse(collectedAt), startedAt - WEEK);
    const unread = Math.min(memory?.readAt ?? startedAt, openFrom, collected, startedAt);
    const { from, weekReadAt } =
      memory === null
        ? { from: Math.max(since - OVERLAP, startedAt - WINDOW), weekReadAt: startedAt }
        : lookBack(
            askFrom(unread, memory.newestAt ?? null, http.clockOffsetMs()) - OVERLAP,
            memory.weekReadAt ?? null,
            startedAt,
          );
    const next: Memory = {
      filledTo: memory?.filledTo ?? from,
      wantedFrom: Math.min(memory?.wantedFrom ?? since, since),
      readAt: startedAt,
      collectedAt,
      collectedTold,
      newestAt: memory?.newestAt ?? null,
      weekReadAt,
      failedFills: memory?.failedFills ?? 0,
      gaps: memory?.gaps ?? [],
    };
    const note = ({ sessions }: Outcome) => {
      const told = sessions.map(({ session }) => session);
      next.newestAt = newestStart(next.newestAt ?? null, told, startedAt);
    };
    try {
      for await (const { reading, trouble } of windowsOf(from, null, request)) {
        yield reading;
        if (trouble !== null) throw trouble;
        if (reading.kind === "sessions") note(reading.outcome);
      }
      way = "by the query service";
    } catch (error) {
      if (!isRefused(error)) throw error;
      const farthest = memory === null ? 0 : from;
      const into = (path: string, replies: JoinedReplies) => get(path, replies, request.signal);
      const read = await readCollections(contextOf(request), into, farthest, request.openSessionIds);
      way = `${read.way}, at most 30 days back: it refuses the query service (${error.status})`;
      yield { kind: "sessions", outcome: read.outcome };
      if (read.trouble !== null)
        throw errorAbout(source, "how a listed session ended cannot be read", read.trouble);
      note(read.outcome);
      if (memory === null) next.filledTo = Math.min(next.filledTo, startedAt - LISTED);
      memory = next;
      return false;
    }
    memory = next;
    return true;
  }

  async function* readAll(request: ReadRequest): AsyncGenerator<Reading> {
    // Before the sessions: what is collected in between is newer than told, never older.
    const trouble = await readCollectedAt(request.signal);
    const canQuery = yield* readRecent(request, now());
    canFill = canQuery;
    if (trouble !== null) throw trouble;
    // A refusal may be of a moment: what is older stays wanted.
    if (!canQuery || memory === null || isFilled(memory)) return;
    const windows = windowsOf(memory.wantedFrom, memory.filledTo, request);
    fill = { at: now(), done: filledDays([memory], now()) };
    yield* fillBack(memory, windows, { now, windowMs: () => WINDOW });
  }

  function learnt(): string[] {
    return [
      ...(way === null ? [] : [`read ${way}`]),
      ...(collectedAt === null ? [] : [`collected from its backup servers at ${collectedAt.slice(0, 16)}Z`]),
      ...(memory === null ? [] : fillWords([memory])),
    ];
  }

  async function* read(request: ReadRequest): AsyncGenerator<Reading> {
    memory = readMemory(request.cursor);
    fill = null;
    try {
      yield* readAll(request);
      yield { kind: "whole", scope: null, ...(collectedAt === null ? {} : { at: collectedAt }) };
    } catch (error) {
      if (!(error instanceof VendorError) || error.kind === "auth") throw error;
      yield { kind: "trouble", error };
    }
  }

  return {
    read,
    cursor: () => (memory === null ? null : JSON.stringify({ enterpriseManager: memory })),
    learnt,
    progress: () => (memory !== null && canFill ? fillProgress([memory], fill, now()) : null),
    lastCollectionAt: () => collectedAt,
    requests: () => http.requests(),
    certificateEndsAt: () => http.certificateEndsAt(),
    clockOffsetMs: () => http.clockOffsetMs(),
    async check(signal) {
      const sessions: Session[] = [];
      const request = { since: new Date(now() - DAY).toISOString(), cursor: null, signal };
      const none = { openSessionIds: new Set<string>(), knownContainers: [] };
      for await (const reading of read({ ...request, ...none })) {
        if (reading.kind === "trouble") throw reading.error;
        if (reading.kind === "sessions")
          sessions.push(...reading.outcome.sessions.map(({ session }) => session));
      }
      const count = (ids: (string | undefined)[]) => new Set(ids.filter((id) => id !== undefined)).size;
      const devices = count(sessions.map(({ device }) => device?.id));
      const policies = count(sessions.map(({ policy }) => policy?.id));
      const newestSessionAt =
        sessions
          .map(({ at }) => at ?? "")
          .sort()
          .at(-1) || null;
      const words = `devices in the last 2 days: ${devices}, jobs: ${policies}`;
      return { learnt: [...learnt(), words], devices: null, policies: null, clients: null, newestSessionAt };
    },
    close: () => client.close(),
  };
}

/** How a page is refused that was asked for in case it is there. */
function isNoPage(error: unknown): boolean {
  return error instanceof VendorError && (error.status === 400 || error.status === 404);
}

function readMemory(cursor: string | null): Memory | null {
  try {
    return (JSON.parse(cursor ?? "{}").enterpriseManager as Memory | undefined) ?? null;
  } catch {
    return null;
  }
}
