import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";

/** One store for many houses, each of which has a source of its own in it: opening one takes longer than all polls. */
export interface Room {
  store: Store;
  nextId(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function room(): Promise<Room> {
  const folder = await mkdtemp(join(tmpdir(), "lastgood-reliability-"));
  const store = await openStore("file:store.db", { folder });
  let given = 0;
  return {
    store,
    nextId() {
      given += 1;
      return `s${given}`;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
