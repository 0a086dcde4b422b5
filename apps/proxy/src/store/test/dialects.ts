import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { openPglite } from "./pglite-store.ts";
import { postgresDatabase } from "./postgres-database.ts";

/** One open store for a file of tests; each test writes a source of its own into it. */
export interface TestStore {
  store: Store;
  /** An id that no other test has. */
  newSource(): string;
}

const KINDS: Record<string, (folder: string) => Promise<Store>> = {
  "sqlite file": (folder) => openStore("file:made/store.db", { folder }),
  pglite: openPglite,
  "postgres server": async (folder) => openStore(await postgresDatabase(), { folder }),
};

/** Runs the tests once against every kind of store. */
export function describeStores(name: string, tests: (given: TestStore) => void): void {
  describe.each(Object.keys(KINDS))(`${name}, %s`, (kind) => {
    let folder: string;
    let opened: Store | undefined;
    let sources = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "lastgood-store-"));
      opened = await KINDS[kind]?.(folder);
    });
    afterAll(async () => {
      await opened?.close();
      await rm(folder, { recursive: true });
    });
    tests({
      get store() {
        if (opened === undefined) throw new Error("the store is open only while tests run");
        return opened;
      },
      newSource: () => `source-${++sources}`,
    });
  });
}
