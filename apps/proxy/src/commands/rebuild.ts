import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { counted } from "../insight/words.ts";
import { fitted } from "../retention.ts";
import { openStore } from "../store/open-store.ts";
import { retentionCut } from "../store/retention-cut.ts";
import type { RebuildPlace, Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { createProgressLine } from "./progress-bar.ts";
import { readOwnConfig } from "./store-file.ts";
import { type Process, storeUrl } from "./surroundings.ts";

const FIRST_SIZE = 1;
/** Exit code, as shells have it. */
const STOPPED = 130;

/**
 * Makes what the store keeps beside the sessions anew from them, slice by slice, so that a Lastgood that runs goes on
 * meanwhile; gives the exit code. `stop` ends it after the slice under way. Throws UsageError or StoreError.
 */
export async function rebuildStore(
  process: Process,
  {
    stop,
    open = openStore,
    pause = wait,
  }: { stop: AbortSignal; open?: typeof openStore; pause?: (ms: number) => Promise<unknown> },
): Promise<number> {
  const config = readOwnConfig(process);
  const url = storeUrl(config, process.cwd);
  const file = /^file:(.*)$/.exec(url)?.[1];
  if (file !== undefined && !existsSync(file))
    throw new StoreError(`there is no store at ${file} yet: nothing to rebuild`);
  const cutNow = () => retentionCut(config.store.retentionMs, process.now());

  const store = await open(url, { folder: process.cwd });
  const line = createProgressLine(process);
  try {
    const total = { items: (await store.itemIds()).length, sources: (await store.counts()).size };
    const done = { items: 0, sources: 0 };
    let after: RebuildPlace | null = null;
    let size = FIRST_SIZE;
    do {
      const slice: Awaited<ReturnType<Store["rebuild"]>> = await store.rebuild(cutNow(), after, size);
      done.items += slice.items;
      done.sources += slice.sources;
      line.show(...shown(slice.next, done, total));
      // A day of a source may hold a hundred times what an item does.
      size = slice.next?.part === (after?.part ?? "items") ? fitted(size, slice.tookMs) : FIRST_SIZE;
      after = slice.next;
      // As long as it took, whatever else writes has the store to itself.
      if (after !== null) await pause(slice.tookMs);
    } while (after !== null && !stop.aborted);
    line.clear();
    if (after !== null) {
      process.err.write(
        `lastgood: stopped after ${counted(done.items, "item")} and ${counted(done.sources, "source")}; ` +
          "what was made anew stays, and the same command begins again\n",
      );
      return STOPPED;
    }
    const cut = cutNow();
    const kept = cut === null ? "" : `; days before ${cut.slice(0, 10)} (store.retention) are as they were`;
    process.out.write(
      `made anew from the sessions: marks and days of ${counted(done.items, "item")}, ` +
        `hours of ${counted(done.sources, "source")}${kept}\n`,
    );
    return 0;
  } finally {
    line.clear();
    await store.close();
  }
}

interface Done {
  items: number;
  sources: number;
}

/** Items first, which are most of the work, then sources; items that others count in the place of are not in `total`. */
function shown(next: RebuildPlace | null, done: Done, total: Done): [share: number, words: string] {
  const [part, word] =
    next?.part === "items" ? (["items", "items"] as const) : (["sources", "hours of sources"] as const);
  const all = Math.max(total[part], done[part]);
  return [all === 0 ? 1 : done[part] / all, `${word}: ${done[part]} of ${all}`];
}
