import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createCollector } from "../src/collect.ts";
import { blankSession } from "../src/empty-session.ts";
import type { Context, Outcome } from "../src/outcome.ts";
import type { Session, Vendor } from "../src/session.ts";
import { VENDOR_READERS } from "../src/vendors/registry.ts";

/**
 * What a fixture must become, worked out by hand from the vendor's record. A session's members that are null or empty
 * may be left out, `vendor` and `sourceId` too; `itemKeys` stand in the order of `sessions`.
 */
interface Expected {
  records: number;
  sessions: Partial<Session>[];
  itemKeys?: (string | null)[];
  /** `record` may be left out. */
  rejects: { index: number; reason: string; record?: string }[];
  repeats: number;
  failure: Outcome["failure"];
  total?: number | null;
}

export interface GoldenCase {
  name: string;
  bytes: Uint8Array;
  context: Context;
}

/** The fixtures of a folder: `<case>.xml`, `.json` or another ending, with `<case>.context.json` beside it where it has one. */
export function readFixtures(
  folder: URL,
  vendor: Vendor,
  contextFor: (caseName: string) => Context = () => ({ sourceId: vendor }),
): GoldenCase[] {
  const files = readdirSync(folder);
  return files
    .filter((file) => !/\.(expected|context)\.json$/.test(file))
    .map((file) => {
      const name = file.replace(/\.[^.]+$/, "");
      const own = `${name}.context.json`;
      const context = files.includes(own) ? readJson<Context>(new URL(own, folder)) : contextFor(name);
      return { name, bytes: readFileSync(new URL(file, folder)), context };
    });
}

/**
 * One test a fixture. A fixture without `<case>.expected.json` fails, and nothing writes one: an expectation printed
 * from the code proves nothing. `folder` ends in a slash: `new URL("./fixtures/", import.meta.url)`.
 */
export function goldenCases(folder: URL, vendor: Vendor, contextFor?: (caseName: string) => Context): void {
  describe(`${vendor} replies`, () => {
    it.each(readFixtures(folder, vendor, contextFor))("$name", ({ name, bytes, context }) => {
      const expected = readJson<Expected>(new URL(`${name}.expected.json`, folder));
      const outcome = readInPieces(vendor, bytes, context, 64 * 1024);

      expect({
        records: outcome.records,
        sessions: outcome.sessions.map(({ session }) => session),
        rejects: outcome.rejects,
        repeats: outcome.repeats,
        failure: outcome.failure,
      }).toEqual({
        records: expected.records,
        sessions: expected.sessions.map((session) => ({
          ...blankSession(context.sourceId, vendor),
          ...session,
        })),
        rejects: expected.rejects.map((reject, i) => ({
          vendor,
          record: outcome.rejects[i]?.record,
          ...reject,
        })),
        repeats: expected.repeats,
        failure: expected.failure,
      });
      if (expected.itemKeys)
        expect(outcome.sessions.map(({ itemKey }) => itemKey)).toEqual(expected.itemKeys);
      if (expected.total !== undefined) expect(outcome.total).toBe(expected.total);
      expect(readInPieces(vendor, bytes, context, 7)).toEqual(outcome);
    });
  });
}

/** Reads a reply as it would arrive in pieces of the given size. */
export function readInPieces(
  vendor: Vendor,
  bytes: Uint8Array,
  context: Context,
  pieceBytes: number,
): Outcome {
  const collector = createCollector();
  const reader = VENDOR_READERS[vendor](context, collector);
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    reader.push(bytes.subarray(from, from + pieceBytes));
  }
  return collector.finish(reader.end());
}

function readJson<T>(file: URL): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
