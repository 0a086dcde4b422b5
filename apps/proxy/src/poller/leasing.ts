import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { type Fence, LEASE_MS, type Lease, type Leases, type LeaseView } from "../store/leases.ts";
import { fairShare, freeSources } from "./fair-share.ts";
import { sleep } from "./sleep.ts";

/** A lost renewal or two cost no lease, and a killed proxy's sources are polled again well within half a minute. */
const ROUND_MS = 4_000;
/** By then a proxy that could not renew has stopped asking the vendor: another may begin. */
const LAPSE_MS = LEASE_MS - 2_000;

export interface Leasing {
  start(): void;
  /** Ends the polling of all sources; others may take them at once. */
  stop(): Promise<void>;
  /** Waits for its turn: meanwhile nothing is taken, and nothing given back. */
  inTurn(work: () => Promise<void>): Promise<void>;
  /** Takes what is wanted and leaves what is not, now. */
  settle(): Promise<void>;
  /** Another proxy has it already; its polling ends. */
  lost(sourceId: string): void;
  /** The fence to write under; undefined where it is not ours, or no longer to be. */
  fence(sourceId: string): Fence | undefined;
  /** Tells the other proxies how the polling stands now. */
  tell(sourceId: string): Promise<void>;
  /** As it was last looked at; undefined where nobody ever polled it. */
  lease(sourceId: string): Lease | undefined;
  look(): Promise<void>;
}

/** Which sources this proxy polls, of several that share a store. */
export function createLeasing(deps: {
  leases: Leases;
  /** Sources that are to be polled by someone. */
  wanted: () => string[];
  /** Begins to poll. `before`: what the last holder told; null where it is to be polled at once. */
  begin: (sourceId: string, before: string | null) => Promise<void>;
  /** Ends it; writes nothing after that. */
  end: (sourceId: string) => Promise<void>;
  told: (sourceId: string) => string | null;
  isIdle: (sourceId: string) => boolean;
  log: Pick<Logger, "info" | "error">;
}): Leasing {
  const { leases, log } = deps;
  const me = randomUUID();
  const stopping = new AbortController();
  const fences = new Map<string, Fence>();
  /** Ours until their polling has ended. */
  const leaving = new Set<string>();
  /** No longer ours, and not yet at an end. */
  const ending = new Set<string>();
  /** Given back once, and nobody took them. */
  const unwanted = new Set<string>();
  const given = new Set<string>();
  const freeFor = new Map<string, number>();
  let view: LeaseView = { proxies: [], leases: [] };
  let lapse: NodeJS.Timeout | null = null;
  let last: Promise<void> = Promise.resolve();
  let rounds: Promise<void> = Promise.resolve();

  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  }

  async function settle(): Promise<void> {
    try {
      await inTurn(round);
    } catch (error) {
      if (!stopping.signal.aborted)
        log.error({ err: error }, "which proxy polls which source could not be settled");
    }
  }

  /** Takes and renews; what turns out to be another's is polled no more. */
  async function renew(): Promise<void> {
    const sentAt = performance.now();
    const asked = [...fences];
    const ours = await leases.hold(
      me,
      asked.map(([sourceId]) => ({ sourceId, told: deps.told(sourceId) })),
    );
    for (const [id, fence] of asked) if (ours.get(id) !== fence) lost(id);
    if (lapse !== null) clearTimeout(lapse);
    lapse = null;
    awaitLapse(sentAt);
  }

  /** From the sending on: when the store took it is not known. */
  function awaitLapse(sentAt: number): void {
    const isLosable = [...fences.values()].some((fence) => fence !== null);
    if (isLosable) lapse ??= setTimeout(lapsed, sentAt + LAPSE_MS - performance.now());
  }

  function lapsed(): void {
    lapse = null;
    log.error("no lease could be renewed in time: sources are left to other proxies until the store answers");
    for (const id of fences.keys()) drop(id);
  }

  function lost(sourceId: string): void {
    if (fences.has(sourceId)) log.info({ source: sourceId }, "another proxy polls this source");
    drop(sourceId);
  }

  function drop(sourceId: string): void {
    if (!fences.delete(sourceId)) return;
    leaving.delete(sourceId);
    ending.add(sourceId);
    ended(deps.end(sourceId).finally(() => ending.delete(sourceId)));
  }

  const endings = new Set<Promise<unknown>>();
  function ended(work: Promise<unknown>): void {
    const logged = work.catch((error: unknown) => log.error({ err: error }, "a source could not be left"));
    endings.add(logged);
    void logged.then(() => endings.delete(logged));
  }

  async function leave(sourceId: string, keepsTold: boolean): Promise<void> {
    leaving.add(sourceId);
    await deps.end(sourceId);
    if (!fences.has(sourceId)) return;
    try {
      await leases.release(me, [sourceId], keepsTold);
    } finally {
      // What could not be given back ends by itself.
      fences.delete(sourceId);
      leaving.delete(sourceId);
    }
    if (keepsTold) await leases.announce(sourceId);
  }

  async function take(sourceIds: readonly string[]): Promise<void> {
    if (sourceIds.length === 0) return;
    const sentAt = performance.now();
    const ours = await leases.hold(
      me,
      sourceIds.map((sourceId) => ({ sourceId, told: null })),
    );
    // A proxy that is alone was started anew: whatever kept its sources from being polled may be mended.
    const isAlone = view.proxies.every((proxy) => proxy === me);
    for (const [id, fence] of ours) fences.set(id, fence);
    awaitLapse(sentAt);
    for (const id of ours.keys()) {
      if (given.delete(id)) unwanted.add(id);
      try {
        await deps.begin(id, isAlone ? null : (leaseOf(id)?.told ?? null));
      } catch (error) {
        log.error({ err: error, source: id }, "a source could not be begun");
        await leave(id, true);
      }
    }
  }

  const leaseOf = (sourceId: string) => view.leases.find((lease) => lease.sourceId === sourceId);

  async function round(): Promise<void> {
    await renew();
    view = await leases.view();
    const wanted = deps.wanted();
    const held = new Set(fences.keys());
    for (const id of held) if (!wanted.includes(id) && !leaving.has(id)) ended(leave(id, false));
    const idle = new Set(
      [...held].filter(
        (id) => wanted.includes(id) && !leaving.has(id) && !unwanted.has(id) && deps.isIdle(id),
      ),
    );
    const standing = { me, wanted: wanted.filter((id) => !ending.has(id)), held, view, idle, freeFor };
    const { take: free, giveBack } = fairShare(standing);
    const stillFree = new Set(freeSources(standing));
    for (const id of wanted) freeFor.set(id, stillFree.has(id) ? (freeFor.get(id) ?? 0) + 1 : 0);
    for (const id of wanted) if (!held.has(id) && !stillFree.has(id)) given.delete(id);
    await take(free);
    for (const id of giveBack) {
      given.add(id);
      ended(leave(id, true));
    }
  }

  async function goRound(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      await settle();
      await sleep(ROUND_MS, signal);
    }
  }

  return {
    start() {
      rounds = goRound();
    },
    async stop() {
      stopping.abort();
      await rounds;
      for (const id of fences.keys()) ended(leave(id, false));
      await Promise.all(endings);
      if (lapse !== null) clearTimeout(lapse);
      // A store that cannot be told finds out by itself, once the leases end.
      await leases.leave(me).catch((error: unknown) => log.error({ err: error }, "the store was not left"));
    },
    inTurn,
    settle,
    lost,
    fence: (sourceId) => (leaving.has(sourceId) ? undefined : fences.get(sourceId)),
    async tell(sourceId) {
      const fence = fences.get(sourceId);
      if (fence === undefined) return;
      const ours = await leases.hold(me, [{ sourceId, told: deps.told(sourceId) }]);
      if (ours.get(sourceId) !== fence) return lost(sourceId);
      await leases.announce(sourceId);
    },
    lease: leaseOf,
    async look() {
      view = await leases.view();
    },
  };
}
