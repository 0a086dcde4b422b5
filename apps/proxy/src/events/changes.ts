import type { Board, ToldRead } from "../board.ts";
import type { Written } from "../store/store.ts";
import type { Events } from "./events.ts";

/** How long changes are gathered before viewers are told, at least: a fill writes many times a second. */
const GATHER_MS = 150;
/** So many times as long as telling took the last time: a fill must not spend itself on being shown. */
const SHARE = 9;
/** Viewers are to see what was written within a second, of which reading anew takes its part. */
const LONGEST_MS = 450;
/** Where telling itself takes long, half of the time is left for all else. */
const LONGEST_OF_SLOW_MS = 3_000;

type Wrote = Pick<Written, "added" | "changed" | "itemIds" | "deviceIds" | "policyIds">;

export interface Changes {
  wrote(sourceId: string, written: Wrote): void;
  /** An inventory was written. */
  listed(sourceId: string, written: Wrote): void;
  /** The store has noted a complete read: of these devices, of these policies, or (null) of the whole source. */
  read(sourceId: string, scope: ToldRead["scope"], readAt: string): void;
  /** A source's health changed. */
  health(sourceId: string): void;
  /** Another process wrote to the store: everything is read anew. */
  elsewhere(): Promise<void>;
  /** Tells what was gathered now; for the end of a poll and for tests. */
  flush(): Promise<void>;
}

/** What viewers have not been told of yet. */
interface Gathered {
  items: Set<string>;
  devices: Set<string>;
  policies: Set<string>;
  sources: Set<string>;
  sessions: number;
  reads: ToldRead[];
  inventory: boolean;
  /** Nobody knows what was written: all is read anew. */
  everything: boolean;
}

const nothing = (): Gathered => ({
  items: new Set(),
  devices: new Set(),
  policies: new Set(),
  sources: new Set(),
  sessions: 0,
  reads: [],
  inventory: false,
  everything: false,
});

/** Gathers what was written, brings the board up to date, then tells the viewers: never the other way round. */
export function createChanges(deps: {
  board: Board;
  events: Events;
  onError: (error: unknown) => void;
}): Changes {
  let gathered = nothing();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let gatherMs = GATHER_MS;
  let isTelling = false;

  async function tell(): Promise<void> {
    const { items, devices, policies, sources, sessions, reads, inventory, everything } = gathered;
    if (sources.size === 0 && !everything) return;
    isTelling = true;
    const taken = gathered;
    gathered = nothing();
    const startedAt = performance.now();
    try {
      await deps.board.refresh(everything ? null : { itemIds: [...items], reads, inventory });
    } catch (error) {
      // Dropped here, a failure that was written would stay out of sight behind an older success.
      putBack(taken);
      throw error;
    }
    const tookMs = performance.now() - startedAt;
    const spared = Math.min(LONGEST_MS, SHARE * tookMs);
    gatherMs = Math.max(GATHER_MS, spared, Math.min(LONGEST_OF_SLOW_MS, tookMs));
    deps.events.publish({
      sourceIds: [...sources],
      deviceIds: [...devices],
      policyIds: [...policies],
      sessions,
      healthOnly: !everything && sessions === 0 && items.size + devices.size + policies.size === 0,
    });
  }

  function putBack(taken: Gathered): void {
    for (const field of ["items", "devices", "policies", "sources"] as const)
      for (const id of taken[field]) gathered[field].add(id);
    gathered.sessions += taken.sessions;
    gathered.reads.push(...taken.reads);
    gathered.inventory ||= taken.inventory;
    gathered.everything ||= taken.everything;
    gatherMs = LONGEST_MS;
    tellLater();
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    running = running.then(tell).catch(deps.onError).finally(tellTheRest);
    return running;
  }

  /** What is written while viewers are told waits until that is done, and is gathered then. */
  function tellLater(): void {
    if (!isTelling) timer ??= setTimeout(() => void flush(), gatherMs).unref();
  }

  function tellTheRest(): void {
    isTelling = false;
    if (gathered.sources.size > 0 || gathered.everything) tellLater();
  }

  function health(sourceId: string): void {
    gathered.sources.add(sourceId);
    tellLater();
  }

  function wrote(sourceId: string, written: Wrote): void {
    for (const id of written.itemIds) gathered.items.add(id);
    for (const id of written.deviceIds) gathered.devices.add(id);
    for (const id of written.policyIds) gathered.policies.add(id);
    gathered.sessions += written.added + written.changed;
    health(sourceId);
  }

  return {
    elsewhere() {
      gathered.everything = true;
      return flush();
    },
    wrote,
    listed(sourceId, written) {
      gathered.inventory = true;
      wrote(sourceId, written);
    },
    read(sourceId, scope, readAt) {
      gathered.reads.push({ sourceId, scope, at: Date.parse(readAt) });
      health(sourceId);
    },
    health,
    flush,
  };
}
