import type { Board } from "../board.ts";
import type { Written } from "../store/store.ts";
import type { Events } from "./events.ts";

/** How long changes are gathered before viewers are told, at least: a fill writes many times a second. */
const GATHER_MS = 150;
/** So many times as long as telling took the last time: a fill must not spend itself on being shown. */
const SHARE = 9;
const LONGEST_MS = 3_000;

export interface Changes {
  wrote(
    sourceId: string,
    written: Pick<Written, "added" | "changed" | "itemIds" | "deviceIds" | "policyIds">,
  ): void;
  /** A source's health, or when its items were last read, changed. */
  health(sourceId: string): void;
  /** Another process wrote to the store: everything is read anew. */
  elsewhere(): Promise<void>;
  /** Tells what was gathered now; for the end of a poll and for tests. */
  flush(): Promise<void>;
}

/** Gathers what was written, brings the board up to date, then tells the viewers: never the other way round. */
export function createChanges(deps: {
  board: Board;
  events: Events;
  onError: (error: unknown) => void;
}): Changes {
  let items = new Set<string>();
  let devices = new Set<string>();
  let policies = new Set<string>();
  let sources = new Set<string>();
  let sessions = 0;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let gatherMs = GATHER_MS;

  async function tell(): Promise<void> {
    if (sources.size === 0) return;
    const change = {
      sourceIds: [...sources],
      deviceIds: [...devices],
      policyIds: [...policies],
      sessions,
      healthOnly: sessions === 0 && items.size === 0 && devices.size === 0 && policies.size === 0,
    };
    const itemIds = [...items];
    [items, devices, policies, sources, sessions] = [new Set(), new Set(), new Set(), new Set(), 0];
    const startedAt = performance.now();
    await deps.board.refresh(itemIds);
    gatherMs = Math.min(LONGEST_MS, Math.max(GATHER_MS, SHARE * (performance.now() - startedAt)));
    deps.events.publish(change);
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    running = running.then(tell).catch(deps.onError);
    return running;
  }

  function later(sourceId: string): void {
    sources.add(sourceId);
    timer ??= setTimeout(() => void flush(), gatherMs);
  }

  async function tellAll(): Promise<void> {
    await deps.board.refresh(null);
    deps.events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: false });
  }

  return {
    elsewhere() {
      running = running.then(tellAll).catch(deps.onError);
      return running;
    },
    wrote(sourceId, written) {
      for (const id of written.itemIds) items.add(id);
      for (const id of written.deviceIds) devices.add(id);
      for (const id of written.policyIds) policies.add(id);
      sessions += written.added + written.changed;
      later(sourceId);
    },
    health: later,
    flush,
  };
}
