import type { Logger } from "pino";
import type { Heard, Store } from "../store/store.ts";
import type { Changes } from "./changes.ts";

const AGAIN_MS = 1_000;

interface Following {
  store: Pick<Store, "heard">;
  /** Takes up what another proxy found of a source; null: of all. */
  poller: { learn(sourceId: string | null): Promise<void> };
  changes: Pick<Changes, "wrote" | "listed" | "read" | "elsewhere">;
  isOver: () => boolean;
  log: Pick<Logger, "error">;
}

/**
 * Shows what other proxies and programs write, for as long as the store is open: just what it touched, or everything where
 * that is not known. What could not be shown is read anew: it is never left out of sight.
 */
export async function followOthers(given: Following): Promise<void> {
  const { store, isOver, log } = given;
  let isBehind = false;
  while (!isOver()) {
    try {
      await take(given, isBehind ? null : await store.heard());
      isBehind = false;
    } catch (error) {
      if (isOver()) return;
      isBehind = true;
      log.error({ err: error }, "what other programs wrote could not be shown");
      await new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** Null: nobody knows what was written. */
async function take({ poller, changes }: Following, heard: readonly Heard[] | null): Promise<void> {
  const bySource = heard === null ? null : Map.groupBy(heard, ({ sourceId }) => sourceId);
  if (bySource === null || bySource.has(null)) {
    await poller.learn(null);
    return changes.elsewhere();
  }
  for (const [sourceId, writes] of bySource) {
    if (sourceId === null) continue;
    await poller.learn(sourceId);
    for (const { written, read, isListed } of writes) {
      if (read !== null) changes.read(sourceId, read.scope, read.readAt);
      else if (isListed) changes.listed(sourceId, written);
      else changes.wrote(sourceId, written);
    }
  }
}
