import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";

/** One open store for a file of tests; each test writes a source of its own into it. */
export interface TestStore {
  store: Store;
  /** An id that no other test has. */
  newSource(): string;
}

const DIALECTS = ["sqlite file"] as const;

/** Runs the tests once against every kind of store. */
export function describeStores(name: string, tests: (given: TestStore) => void): void {
  describe.each(DIALECTS)(`${name}, %s`, () => {
    let folder: string;
    let opened: Store | undefined;
    let sources = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "lastgood-store-"));
      opened = await openStore("file:made/store.db", { folder });
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
