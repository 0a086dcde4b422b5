import type { Logger } from "pino";
import type { ToldRead } from "../board.ts";
import type { ClientRule, SourceConfig } from "../config-types.ts";
import type { Changes } from "../events/changes.ts";
import { type Fence, LeaseLost } from "../store/leases.ts";
import type { SourceRecord, Store } from "../store/store.ts";
import { VendorError } from "../vendors/vendor-error.ts";
import { assignClients, assignInventoryClients } from "./assign-client.ts";
import type { SourceReader } from "./reading.ts";

const DAY = 86_400_000;
/** A session that never ends must not make every poll ask for all of history. */
const OLDEST_OPEN = 30 * DAY;
/** How far a poll came is kept this often, so that a restart goes on from there. */
const KEEP_EVERY = 5_000;

export interface PollDeps {
  source: SourceConfig;
  clients: readonly ClientRule[];
  reader: SourceReader;
  store: Store;
  changes: Changes;
  record: SourceRecord;
  /** Of the lease that this poll writes under. */
  fence?: Fence;
  retentionMs: number | null;
  now: () => number;
  log: Logger;
  signal: AbortSignal;
}

/** From when on sessions are wanted: the start of the last good poll, a still open session's start if older; on a first fill the whole retention. */
async function wantedSince(deps: PollDeps, startedAt: number) {
  const { record, store, source, retentionMs } = deps;
  const open = (await store.openSessions(source.id, new Date(startedAt).toISOString())).filter(
    (session) =>
      session.status === "running" && session.at !== null && Date.parse(session.at) > startedAt - OLDEST_OPEN,
  );
  const openSessionIds = new Set(open.map((session) => session.id));
  if (record.lastGoodPollAt === null)
    return { since: retentionMs === null ? null : startedAt - retentionMs, openSessionIds };
  const lastGood = Date.parse(record.lastGoodPollAt) - (record.lastPollMs ?? 0);
  return {
    since: Math.min(lastGood, ...open.map((session) => Date.parse(session.at as string))),
    openSessionIds,
  };
}

/**
 * The left half on one screen: asks the vendor, stores what comes, tells the viewers. Returns what the source's record
 * is afterwards; a poll with any trouble counts as failed, though what it brought is kept. Throws LeaseLost
 * where another proxy polls the source; never for a vendor's sake.
 */
export async function pollOnce(deps: PollDeps): Promise<{ record: SourceRecord; error: VendorError | null }> {
  const { source, reader, store, changes, log, fence = null } = deps;
  const startedAt = deps.now();
  const seenAt = new Date(startedAt).toISOString();
  const troubles: VendorError[] = [];
  const unreadable = (message: string) => new VendorError(source, "parse", message);

  const noteRead = async (scope: ToldRead["scope"], at: number) => {
    const readAt = new Date(at).toISOString();
    await store.putRead(source.id, scope, readAt, fence);
    changes.read(source.id, scope, readAt);
  };

  let keptAt = startedAt;
  const keepProgress = () =>
    store.putSource({ ...deps.record, cursor: reader.cursor() ?? deps.record.cursor }, fence);

  try {
    const { since, openSessionIds } = await wantedSince(deps, startedAt);
    const readings = reader.read({
      since: since === null ? null : new Date(since).toISOString(),
      cursor: deps.record.cursor,
      openSessionIds,
      knownContainers:
        source.vendor === "veeam-enterprise-manager" ? await store.containers(source.id, 2000) : [],
      signal: deps.signal,
    });
    for await (const reading of readings) {
      if (reading.kind === "inventory") {
        const inventory = assignInventoryClients(source, deps.clients, reading.inventory);
        changes.listed(source.id, await store.putInventory(source.id, inventory, seenAt, fence));
      } else if (reading.kind === "sessions") {
        const { outcome, whole } = reading;
        const sessions = assignClients(source, deps.clients, outcome.sessions);
        await store.putSessions(source.id, sessions, seenAt, fence, (written) =>
          changes.wrote(source.id, written),
        );
        await store.putRejects(source.id, outcome.rejects, outcome.repeated, seenAt, fence);
        if (outcome.failure) troubles.push(reading.error ?? unreadable(outcome.failure.message));
        else if (whole !== undefined) await noteRead(whole, deps.now());
        changes.health(source.id);
      } else if (reading.kind === "whole") {
        const at = Math.min(deps.now(), reading.at === undefined ? Infinity : Date.parse(reading.at));
        await noteRead(reading.scope, at);
      } else {
        if (reading.kind === "trouble") troubles.push(reading.error);
        changes.health(source.id);
      }
      if (deps.now() - keptAt < KEEP_EVERY) continue;
      await keepProgress();
      keptAt = deps.now();
    }
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    if (!(error instanceof VendorError) && !deps.signal.aborted)
      log.error({ err: error, source: source.id }, "reading a source failed inside Lastgood");
    troubles.push(
      error instanceof VendorError
        ? error
        : unreadable("Lastgood itself failed while reading this source; its log says why"),
    );
  }

  // Stopped from within: no fault of the vendor's and no complete poll; the next start goes on from what was kept.
  if (deps.signal.aborted) {
    const record = { ...deps.record, cursor: reader.cursor() ?? deps.record.cursor };
    await store.putSource(record, fence);
    return { record, error: null };
  }

  const endedAt = deps.now();
  const error = troubles[0] ?? null;
  const others = troubles.length - 1;
  const more = others > 0 ? ` (and ${others} more ${others === 1 ? "call" : "calls"} failed)` : "";
  const record: SourceRecord = {
    ...deps.record,
    lastPolledAt: new Date(endedAt).toISOString(),
    lastGoodPollAt: error ? deps.record.lastGoodPollAt : new Date(endedAt).toISOString(),
    lastPollMs: error ? deps.record.lastPollMs : endedAt - startedAt,
    error: error && {
      kind: error.kind,
      message: `${error.message}${more}`,
      at: new Date(endedAt).toISOString(),
    },
    learnt: reader.learnt().length > 0 ? reader.learnt() : deps.record.learnt,
    certificateEndsAt: reader.certificateEndsAt() ?? deps.record.certificateEndsAt,
    cursor: reader.cursor() ?? deps.record.cursor,
  };
  await store.putSource(record, fence);
  changes.health(source.id);
  return { record, error };
}
