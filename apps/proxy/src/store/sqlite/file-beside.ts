import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Fence } from "../leases.ts";
import type { Beside } from "../opened.ts";
import type { Db } from "../sql/schema.ts";
import { EVERYTHING } from "../sql/tell-others.ts";
import { beOnlyPoller } from "./store-lock.ts";

const LOOK_MS = 1_000;
/** All is read anew after each: an import writes many times a second. */
const REST_MS = 5_000;

/**
 * Of the programs that serve one file the first polls all of its sources until it ends, however it ends; the others show
 * what it finds. That holds without a lease's renewal, so none can be lost.
 */
export function besideFile(path: string, db: Db): Beside & { close(): void } {
  let release: (() => void) | null = null;
  let seen: number | null = null;
  let restMs = LOOK_MS;

  async function version(): Promise<number> {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db);
    return rows[0]?.data_version ?? 0;
  }
  return {
    async hold(_, sources) {
      release ??= beOnlyPoller(path);
      return new Map(
        release === null ? [] : sources.map(({ sourceId }): [string, Fence] => [sourceId, null]),
      );
    },
    async view() {
      return { proxies: [], leases: [] };
    },
    async release() {},
    async announce() {},
    async leave() {
      release?.();
      release = null;
    },
    async listen() {
      seen = await version();
    },
    async heard() {
      for (;;) {
        // A thread that ends does not wait for it.
        await pause(restMs, undefined, { ref: false });
        restMs = LOOK_MS;
        const found = await version();
        if (found === seen) continue;
        seen = found;
        restMs = REST_MS;
        return [EVERYTHING];
      }
    },
    close: () => release?.(),
  };
}
