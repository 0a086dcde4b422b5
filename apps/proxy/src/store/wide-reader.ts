import { StoreError } from "./store-error.ts";
import type { WorkerLink } from "./worker/worker-link.ts";

type Link = WorkerLink<"reads">;

/** Where a viewer's wide questions are answered: they can take seconds, and neither the board nor the walls wait for them. */
export interface WideReader {
  link(): Promise<Link>;
  close(): Promise<void>;
}

/** Begins when it is first asked: who never looks at sessions has no use for its memory. */
export function createWideReader(start: () => Promise<Link>): WideReader {
  let started: Promise<Link> | null = null;
  let isClosed = false;
  return {
    async link() {
      if (isClosed) throw new StoreError("The store is closed.");
      started ??= start().catch((error) => {
        started = null;
        throw error;
      });
      return started;
    },
    async close() {
      isClosed = true;
      await (await started?.catch(() => null))?.close();
    },
  };
}

/** For a link that answers several at a time: nobody waits for a wide question there. */
export function sameReader(link: Link): WideReader {
  return { link: async () => link, close: async () => {} };
}
