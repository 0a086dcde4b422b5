import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KINDS, STATUSES } from "@lastgood/normalize";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFile } from "../sqlite/open-file.ts";
import { SESSION_SORTS, type SessionFilter } from "../store.ts";
import { makePolicyRun, makeSession, SEEN } from "../test/make-session.ts";
import { pgliteDb } from "../test/pglite-store.ts";
import type { Db } from "./schema.ts";
import { readOrder, readSlice } from "./session-pages.ts";
import { sessionsByKey } from "./session-select.ts";
import { writeSessions } from "./write-sessions.ts";

const DIALECTS: Record<string, (folder: string) => Promise<Db>> = {
  sqlite: async (folder) => (await openFile("writes", join(folder, "store.db"))).db,
  pglite: pgliteDb,
};

async function fill(db: Db): Promise<void> {
  // Every value comes several times and is sometimes absent, out of step with the others.
  for (const sourceId of ["b", "a"]) {
    const sessions = Array.from({ length: 100 }, (_, n) => {
      const some = (value: number) => (n % value === 0 ? null : n % value);
      const named = (kind: string, value: number) =>
        n % value === 0
          ? null
          : { id: `${sourceId}:${kind}${n % value}`, name: n % value === 1 ? null : `${kind} ${n % 3}` };
      const device = named("dev", 11);
      const minute = (value: number) => new Date(Date.UTC(2026, 2, 1, 0, value)).toISOString();
      return makeSession({
        sourceId,
        id: String(n),
        startedAt: n % 5 === 0 ? null : minute(n % 7),
        endedAt: n % 4 === 0 ? null : minute(n % 9),
        durationMs: some(3),
        selectedBytes: some(4),
        transferredBytes: some(6),
        errorCount: some(7),
        status: STATUSES[n % STATUSES.length] ?? "unknown",
        kind: KINDS[n % 3] ?? "backup",
        device: device === null ? null : { ...device, kind: "vm" },
        policy: named("pol", 4),
        client: device === null ? named("own", 3) : n % 2 === 0 ? null : named("client", 5),
        workload: n % 8 === 0 ? null : `Load ${n % 8}`,
        message: n % 13 === 0 ? `disk ${n % 2} is full` : null,
        flags: n % 10 === 0 ? ["errors-counted"] : [],
      });
    });
    await writeSessions(db, sourceId, [...sessions, ...makePolicyRun(sourceId, "run", ["vm1"])], SEEN, null);
  }
}

const FILTERS: SessionFilter[] = [
  {},
  { source: ["a"] },
  { source: ["a", "b"], status: ["failed", "success"] },
  { device: ["a:dev2"] },
  { device: ["a:dev2", "b:dev3", "none"], kind: ["backup"] },
  { policy: ["a:pol1"] },
  { client: ["a:client1", "b:own1"] },
  { site: ["nowhere"] },
  { workload: ["Load 3", "Load 4"] },
  { flag: ["errors-counted"] },
  { q: "disk 1" },
  { q: "dev 1" },
  { q: "L" },
  { q: "client", from: "2026-03-01T00:02:00.000Z", to: "2026-03-01T00:05:00.000Z" },
  { parent: "none" },
];
/** Those of them that lead through several streams: the server's way is the slower one to try them all on. */
const FEWER = FILTERS.filter(({ client, q, workload, source }) => client ?? q ?? workload ?? source?.[1]);
const SORTS = SESSION_SORTS.flatMap((sort) => [sort, `-${sort}`]);

describe.each(Object.keys(DIALECTS))("%s", (dialect) => {
  let folder: string;
  let db: Db;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lastgood-pages-"));
    db = (await DIALECTS[dialect]?.(folder)) as Db;
    await fill(db);
  });
  afterAll(async () => {
    await db.destroy();
    await rm(folder, { recursive: true });
  });

  it.each(SORTS)("many sessions come in the same order as few, page by page, sorted by %s", async (sort) => {
    for (const filter of dialect === "sqlite" ? FILTERS : [{}, ...FEWER]) {
      const keys = await readOrder(db, filter, sort);
      const wanted = (await sessionsByKey(db, keys)).map(({ id }) => id);
      expect(new Set(wanted).size).toBe(wanted.length);
      for (const isMany of [true, false]) {
        const ids: string[] = [];
        let cursor: string | null = null;
        do {
          const query = { ...filter, sort, limit: 29, ...(cursor === null ? {} : { cursor }) };
          const page: Awaited<ReturnType<typeof readSlice>> = await readSlice(db, query, isMany);
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor !== null && ids.length < 1000);
        expect(ids).toEqual(wanted);
      }
    }
  });
});
