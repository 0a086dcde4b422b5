import type { Normalized, Outcome, Session } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { createAzureClient } from "../../vendors/veeam-azure/client.ts";
import { readPage, readPages } from "../../vendors/veeam-azure/pages.ts";
import { VendorError } from "../../vendors/vendor-error.ts";
import { progressOf, type Start } from "../progress.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";
import { isSettled, joined, withDetails } from "./azure-details.ts";
import { createAzureInventory } from "./azure-inventory.ts";
import { type AzureMemory, createAzureMemory } from "./azure-memory.ts";
import { createRemovals } from "./azure-removals.ts";
import { askFrom, lookBack, newestStart, WEEK } from "./vendor-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A session may be listed hours after it started. */
const OVERLAP = DAY;
/** What matters now comes first, and an interrupted first fill has it. */
const WINDOW = 30 * DAY;
/** Before there was anything to list: where an appliance keeps saying that there is more. */
const EARLIEST = Date.UTC(2015, 0);
const AT_ONCE = 4;
/** So many sessions without their details in one poll: it is not the sessions. */
const GIVE_UP_AFTER = 10;

/**
 * Reads the sessions since the last poll, and of each its protected items, and its log where it is red or yellow: once
 * when it has ended, in every poll while it runs. `whole` says that all of it is there.
 */
export function createAzureReader(
  source: SourceConfig,
  http: VendorHttp,
  { now }: { now: () => number } = { now: Date.now },
): SourceReader {
  const client = createAzureClient(source, http, now);
  const context = { sourceId: source.id };
  const inventory = createAzureInventory(source, client, now);
  let memory: AzureMemory | null = null;
  /** A first fill. `sessions`: how many there are, where they come in no order of time. */
  let fill: (Start & { from: number | null; oldest: number; read: number; sessions: number | null }) | null =
    null;

  /** Newest first. `from` null: as far back as there is anything. */
  async function* history(
    from: number | null,
    isFilled: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Outcome> {
    if ((await client.version(signal)) === "v1") return yield* historyOfV1(from, isFilled, signal);
    for (let to: number | null = null; ; ) {
      const low = Math.max(from ?? Number.NEGATIVE_INFINITY, (to ?? now()) - WINDOW);
      const within = { from: low, to };
      yield* readPages(source, context, (offset) => client.sessions(within, offset, signal));
      if (from !== null && low <= from) return;
      if (from === null && (low < EARLIEST || !(await hasOlder(low, signal)))) return;
      to = low;
    }
  }

  async function hasOlder(than: number, signal: AbortSignal): Promise<boolean> {
    const older = await client.sessions({ from: null, to: than }, 0, signal, 1);
    const page = await readPage(source, older, context);
    // An appliance that does not know the filter tells its newest again, and would for ever.
    if (page.sessions.length > 0) return page.sessions.some(({ session }) => isBefore(session, than + 1000));
    return page.records > 0 || (page.total ?? 0) > 0;
  }

  /** v1 has no filter: its export tells everything at once, its pages go back until all of one is too old. */
  async function* historyOfV1(
    from: number | null,
    isFilled: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Outcome> {
    if (!isFilled) {
      const all = await readPage(source, await client.exported(signal), context);
      if (all.total !== null && all.records < all.total) {
        const message = `the export has ${all.records} of ${all.total} sessions`;
        throw new VendorError(source, "parse", message);
      }
      if (fill !== null) fill = { ...fill, done: 0, sessions: all.sessions.length };
      return yield all;
    }
    const none = { from: null, to: null };
    for await (const page of readPages(source, context, (offset) => client.sessions(none, offset, signal))) {
      yield page;
      if (page.sessions.length > 0 && page.sessions.every(({ session }) => isBefore(session, from))) return;
    }
  }

  return {
    async *read({ since, cursor, signal }: ReadRequest): AsyncGenerator<Reading> {
      memory ??= createAzureMemory(cursor);
      const known = memory;
      const startedAt = now();
      // The first answers tell the appliance's clock.
      await client.version(signal);
      const asked = (time: number) => askFrom(time, known.newestAt(), http.clockOffsetMs()) - OVERLAP;
      const back = lookBack(
        since === null ? startedAt : asked(Date.parse(since)),
        known.weekReadAt(),
        startedAt,
      );
      const from = since === null ? null : back.from;
      let oldestOpen = startedAt;
      let newestAt = known.newestAt();
      let troubles = 0;
      let isWhole = true;
      const newestRead = createNewestRead();
      const removals = createRemovals();
      // What an earlier try read stands, though this one passes it again.
      const oldest: number = fill?.oldest ?? startedAt;
      const done = (startedAt - oldest) / DAY;
      fill = known.isFilled() ? null : { at: startedAt, done, from, oldest, read: 0, sessions: null };
      try {
        for await (const listed of history(from, known.isFilled(), signal)) {
          const page = { ...listed, sessions: listed.sessions.map(known.asKnown) };
          const told = page.sessions.map(({ session }) => session);
          newestAt = newestStart(newestAt, told, startedAt);
          removals.note(page.sessions);
          for (const one of page.sessions) if (known.isDone(one)) newestRead.add(one);
          const wanted = page.sessions.filter((one) => !known.isDone(one) && !isBefore(one.session, from));
          // What was read before and cannot change is no new record.
          const rest = { ...page, sessions: [], records: page.rejects.length + page.repeats };
          if (rest.records > 0) yield { kind: "sessions", outcome: rest };
          for (let at = 0; at < wanted.length; at += AT_ONCE) {
            const slice = wanted.slice(at, at + AT_ONCE);
            const detailed = await Promise.all(
              slice.map((one) => withDetails({ source, client }, one, known, signal)),
            );
            if (fill !== null) {
              fill.read += slice.length;
              for (const { session } of slice)
                fill.oldest = Math.min(fill.oldest, Date.parse(session.at ?? "") || startedAt);
            }
            const outcome = joined(detailed);
            yield { kind: "sessions", outcome };
            inventory.meet(outcome.sessions);
            for (const { normalized, children, trouble, lacksChildren, deniesChildren } of detailed) {
              const { session } = normalized;
              if (session.status === "running")
                oldestOpen = Math.min(oldestOpen, session.at === null ? startedAt : Date.parse(session.at));
              const mayBeGivenUp = !lacksChildren || newestRead.isNewer(normalized);
              const isGivenUp = trouble !== null && known.failed(session, mayBeGivenUp);
              if (trouble !== null && !isGivenUp) {
                isWhole = false;
                troubles += 1;
                yield { kind: "trouble", error: trouble };
                if (troubles >= GIVE_UP_AFTER) throw trouble;
              } else if (isSettled(session, children) && (!deniesChildren || isGivenUp)) {
                known.setDone(normalized);
                if (!isGivenUp) newestRead.add(normalized);
              }
            }
          }
        }
      } catch (error) {
        if (error instanceof VendorError && (error.status === 400 || error.status === 404))
          client.forgetVersion();
        throw error;
      }
      if (isWhole) {
        known.readTo(newestAt, back.weekReadAt);
        known.filled(Math.min(asked(oldestOpen), startedAt - WEEK) - OVERLAP);
        fill = null;
        yield { kind: "whole", scope: null };
      }
      yield* removals.news(known.inventory, isWhole);
      yield* inventory.read(known.inventory, signal);
    },
    cursor: () => memory?.text() ?? null,
    learnt() {
      const lost = memory?.givenUp() ?? 0;
      const { policies, disabled } = memory?.inventory ?? { policies: 0, disabled: 0 };
      const off = disabled === 0 ? "" : `, ${disabled} of them disabled`;
      return [
        ...client.learnt(),
        ...(policies === 0 ? [] : [`${policies} ${policies === 1 ? "policy" : "policies"}${off}`]),
        ...(lost === 0
          ? []
          : [`the details of ${lost} ${lost === 1 ? "session" : "sessions"} could not be read`]),
      ];
    },
    progress() {
      if (fill === null) return null;
      const { from, oldest, read, sessions } = fill;
      const days = (since: number | null) => (since === null ? null : (now() - since) / DAY);
      const facts =
        sessions === null
          ? ({ unit: "days", done: days(oldest) ?? 0, total: days(from) } as const)
          : ({ unit: "sessions", done: read, total: sessions } as const);
      return progressOf({ phase: "first-fill", ...facts }, fill, now());
    },
    requests: http.requests,
    certificateEndsAt: http.certificateEndsAt,
    clockOffsetMs: http.clockOffsetMs,
    async check(signal) {
      const newest = await client.sessions({ from: null, to: null }, 0, signal, 1);
      const { sessions, total } = await readPage(source, newest, context);
      return {
        learnt: [...client.learnt(), ...(total === null ? [] : [`${total} sessions`])],
        devices: null,
        policies: null,
        clients: null,
        newestSessionAt: sessions[0]?.session.at ?? null,
      };
    },
    close: () => client.close(),
  };
}

/** Which runs were read with all their details: what an item stands on must be, and is never given up. */
function createNewestRead() {
  const newest = new Map<string, string>();
  return {
    add({ itemKey, session: { at } }: Normalized) {
      if (itemKey !== null && at !== null && at > (newest.get(itemKey) ?? "")) newest.set(itemKey, at);
    },
    /** Of the same item; of no item there need be none. */
    isNewer: ({ itemKey, session }: Normalized) =>
      itemKey === null || (newest.get(itemKey) ?? "") > (session.at ?? ""),
  };
}

function isBefore({ at }: Session, from: number | null): boolean {
  return from !== null && at !== null && Date.parse(at) < from;
}
