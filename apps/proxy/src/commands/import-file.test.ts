import type { Normalized } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { type ImportDeps, importFile } from "./import-file.ts";
import type { SavedFile } from "./saved-file.ts";

/** More than one slice of Azure sessions, with a reject at the end. */
const ROWS = [...Array.from({ length: 2500 }, (_, id) => ({ id: String(id), status: "Success" })), {}];
const BYTES = new TextEncoder().encode(JSON.stringify({ results: ROWS }));
const PIECE = 16 * 1024;

const FILE: SavedFile = {
  bytes: BYTES.length,
  async *pieces() {
    for (let from = 0; from < BYTES.length; from += PIECE) yield BYTES.subarray(from, from + PIECE);
  },
  isUnchanged: async () => true,
};

function depsOf(onSlice: (stop: AbortController) => void = () => {}) {
  const stop = new AbortController();
  const deps = {
    slices: [] as Normalized[][],
    rejects: 0,
    done: 0,
    vendor: "veeam-azure" as const,
    context: { sourceId: "a" },
    async putSessions(sessions: Normalized[]) {
      deps.slices.push(sessions);
      onSlice(stop);
      return { added: sessions.length, changed: 0, unchanged: 0, expired: 0 };
    },
    async putRejects(rejects: readonly unknown[]) {
      deps.rejects += rejects.length;
    },
    onProgress(bytes: number) {
      deps.done += bytes;
    },
    stop: stop.signal,
  };
  return deps satisfies ImportDeps;
}

it("hands sessions over in slices while it reads, every one of them once", async () => {
  const deps = depsOf();
  const imported = await importFile(FILE, deps);
  expect(imported).toMatchObject({ added: 2500, rejects: 1, repeats: 0, failure: null });
  expect(deps.slices.length).toBeGreaterThanOrEqual(3);
  expect(new Set(deps.slices.flat().map(({ session }) => session.id)).size).toBe(2500);
  expect([deps.rejects, deps.done]).toEqual([1, FILE.bytes]);
});

it("stops after the slice under way, and writes nothing after it", async () => {
  const deps = depsOf((stop) => stop.abort());
  expect(await importFile(FILE, deps)).toBeNull();
  expect(deps.slices).toHaveLength(1);
  expect(deps.rejects).toBe(0);
});

it("never takes a file that is another at its second reading for what it was at its first", async () => {
  let readings = 0;
  const other: SavedFile = {
    ...FILE,
    async *pieces() {
      readings += 1;
      yield readings === 1 ? BYTES : new TextEncoder().encode('{"results":[{"id":"1","status":"Success"}]}');
    },
  };
  expect(await importFile(other, depsOf())).toMatchObject({ hasChanged: true, rejects: 0 });
});
