import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATUSES } from "@lastgood/normalize";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openFile } from "../sqlite/open-file.ts";
import type { RebuildPlace } from "../store.ts";
import { makeSession } from "../test/make-session.ts";
import { expireSlice } from "./expiry.ts";
import { DAY_MS } from "./figures.ts";
import { rebuildSlice } from "./rebuild.ts";
import type { Db } from "./schema.ts";
import { writeSessions } from "./write-sessions.ts";

const DAY_0 = Date.parse("2026-03-01T00:00:00.000Z");
const DAYS = 12;
const SEEN = new Date(DAY_0 + DAYS * DAY_MS).toISOString();

/** One reading of some sessions: late ones, changed ones, and ones without a time or a device are among them. */
const readings = fc.array(
  fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 25 }),
      hours: fc.integer({ min: 0, max: DAYS * 24 - 1 }),
      status: fc.constantFrom(...STATUSES),
      isDated: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      durationMs: fc.option(fc.integer({ min: 0, max: 1000 })),
      transferredBytes: fc.option(fc.integer({ min: 0, max: 2 ** 40 })),
      device: fc.constantFrom("a", "b"),
      kind: fc.constantFrom("backup" as const, "restore" as const),
    }),
    { maxLength: 12 },
  ),
  { minLength: 1, maxLength: 6 },
);

type Readings = typeof readings extends fc.Arbitrary<infer Given> ? Given : never;

async function beside(db: Db) {
  return {
    marks: await db.selectFrom("item_marks").selectAll().orderBy("item_key").execute(),
    days: await db.selectFrom("daily_figures").selectAll().orderBy("item_key").orderBy("day").execute(),
    hours: await db.selectFrom("hourly_figures").selectAll().orderBy("source_key").orderBy("hour").execute(),
  };
}

async function rebuild(db: Db, cut: string | null): Promise<void> {
  let place: RebuildPlace | null = null;
  do place = (await rebuildSlice(db, cut, place, 1)).next;
  while (place !== null);
}

async function write(db: Db, given: Readings, cut: string | null): Promise<void> {
  for (const reading of given) {
    const sessions = new Map(
      reading.map(({ id, hours, isDated, device, ...told }) => {
        const startedAt = isDated ? new Date(DAY_0 + hours * 3_600_000).toISOString() : null;
        const made = makeSession({
          ...told,
          sourceId: "s",
          id: String(id),
          startedAt,
          endedAt: null,
          device: { id: `s:${device}`, name: device, kind: null },
          rawText: JSON.stringify(told),
        });
        return [id, made];
      }),
    );
    await writeSessions(db, "s", [...sessions.values()], SEEN, cut);
  }
}

const withStore = async (use: (db: Db) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), "lastgood-rebuild-"));
  const { db, close } = await openFile("writes", join(folder, "store.db"));
  try {
    await use(db);
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
};

it("what is kept beside the sessions as they are written is what they make, in whatever order they came", async () => {
  await fc.assert(
    fc.asyncProperty(readings, (given) =>
      withStore(async (db) => {
        await write(db, given, null);
        const written = await beside(db);
        await db.deleteFrom("item_marks").execute();
        await db.deleteFrom("daily_figures").execute();
        await db.deleteFrom("hourly_figures").execute();
        await rebuild(db, null);
        expect(written).toEqual(await beside(db));
      }),
    ),
    { numRuns: 60 },
  );
});

it("days whose sessions went by the retention stay as they are, and the others are as their sessions make them", async () => {
  await fc.assert(
    fc.asyncProperty(readings, readings, fc.integer({ min: 1, max: DAYS - 1 }), (before, after, cutDay) =>
      withStore(async (db) => {
        await write(db, before, null);
        const cut = DAY_0 + cutDay * DAY_MS;
        const isOld = ({ day }: { day: number }) => day * DAY_MS < cut;
        const old = (await beside(db)).days.filter(isOld);
        await expireSlice(db, new Date(cut).toISOString(), null, 1000);
        await write(db, after, new Date(cut).toISOString());
        const written = await beside(db);
        expect(written.days.filter(isOld)).toEqual(old);
        await rebuild(db, new Date(cut).toISOString());
        const rebuilt = await beside(db);
        expect(rebuilt.marks).toEqual(written.marks);
        expect(rebuilt.days).toEqual(written.days);
        expect(rebuilt.hours).toEqual(written.hours);
      }),
    ),
    { numRuns: 60 },
  );
});
