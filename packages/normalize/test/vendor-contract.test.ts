import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankSession } from "../src/empty-session.ts";
import type { Context, Normalized, Outcome, ReplyEnd, Sink } from "../src/outcome.ts";
import {
  BACKUP_KINDS,
  KINDS,
  type Session,
  STATUSES,
  type Status,
  VENDORS,
  type Vendor,
} from "../src/session.ts";
import { createSlicer, createSurveyor } from "../src/survey.ts";
import { VENDOR_READERS } from "../src/vendors/registry.ts";
import { edit, gentleEdit, takeApart, toBinary, toBytes } from "./damage.ts";
import { type GoldenCase, readFixtures, readInPieces } from "./golden.ts";

/** What each vendor's record says of its end, and the word that it fails with. */
const WORD: Record<Vendor, { pattern: RegExp; failed: string; mayRun: boolean }> = {
  nable: { pattern: /(?<=<status>)[^<]*(?=<\/status>)/g, failed: "FAILED", mayRun: false },
  // In a row of CSV no name stands beside the word.
  "veeam-azure": {
    pattern:
      /(?<="(?:status|result)": ?"|<Status>|\bStatus=")[^"<]*(?="|<)|(?<=[;,\t]"?)(?:Success|Error|Warning|Running)(?="?(?:[;,\t]|$))/gi,
    failed: "Error",
    mayRun: false,
  },
  // State tells whether it runs, whatever Result says.
  "veeam-enterprise-manager": {
    pattern: /(?<="result": ?"|<Result>)[^"<]*(?="|<\/Result>)/gi,
    failed: "Failed",
    mayRun: true,
  },
  unitrends: { pattern: /(?<="status": ?")[^"]*(?=")/g, failed: "Failed", mayRun: false },
};

const GOOD: readonly Status[] = ["success", "warning"];
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(VENDORS)("whatever %s sends", (vendor) => {
  const folder = new URL(`../src/vendors/${vendor}/fixtures/`, import.meta.url);
  const cases = readFixtures(folder, vendor, () => defaultContext(vendor)).map(
    ({ name, bytes, context }) => ({
      name,
      context,
      reply: toBinary(bytes),
    }),
  );
  const anyCase = fc.constantFrom(...cases);
  const listing = cases.flatMap((given) => {
    const parts = takeApart(given.reply);
    return parts && read(given.reply, given.context).failure === null ? [{ ...given, parts }] : [];
  });
  const anyListing = fc.constantFrom(...listing);
  const { pattern, failed, mayRun } = WORD[vendor];

  function read(reply: string, context: Context, pieceBytes = 64 * 1024): Outcome {
    return readInPieces(vendor, toBytes(reply), context, pieceBytes);
  }

  it("has fixtures that list records", () => {
    expect(listing.length).toBeGreaterThan(0);
  });

  it("is never thrown at, never miscounted, and the same in whatever pieces it comes", () => {
    fc.assert(
      fc.property(
        anyCase,
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 200 }),
        ({ reply, context }, edits, pieceBytes) => {
          const damaged = edits.reduce((text, change) => change(text), reply);
          const outcome = read(damaged, context);
          holdsInvariants(vendor, context, outcome);
          expect(read(damaged, context, pieceBytes)).toEqual(outcome);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("becomes the same when it is read twice in slices as when it is held whole", () => {
    fc.assert(
      fc.property(
        anyCase,
        fc.array(edit, { maxLength: 2 }),
        fc.integer({ min: 1, max: 200 }),
        ({ reply, context }, edits, pieceBytes) => {
          const damaged = edits.reduce((text, change) => change(text), reply);
          const whole = read(damaged, context);
          const survey = pass(damaged, context, pieceBytes, createSurveyor());
          expect([survey.failure, survey.stands ? survey.records : 0]).toEqual([
            whole.failure,
            whole.records,
          ]);
          if (!survey.stands) return;
          const slices: Normalized[][] = [];
          const slicer = createSlicer(survey);
          const told = pass(damaged, context, pieceBytes, slicer, () => slices.push(slicer.take()));
          expect(slices.flat().sort(byId)).toEqual([...whole.sessions].sort(byId));
          expect(told?.rejects).toEqual(whole.rejects);
          expect(told?.repeated.map(({ text }) => text).sort()).toEqual(
            whole.repeated.map(({ text }) => text).sort(),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  function pass<T>(
    reply: string,
    context: Context,
    pieceBytes: number,
    sink: Sink & { finish(end: ReplyEnd): T },
    afterPiece: () => void = () => {},
  ): T {
    const reader = VENDOR_READERS[vendor](context, sink);
    const bytes = toBytes(reply);
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      reader.push(bytes.subarray(from, from + pieceBytes));
      afterPiece();
    }
    const end = reader.end();
    afterPiece();
    return sink.finish(end);
  }

  it("is not whole when it was cut anywhere", () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases.filter(tellsItsEnd)), fc.nat(), ({ reply, context }, place) => {
        const whole = reply.trimEnd();
        const cut = whole.slice(0, place % Math.max(1, whole.length));
        expect(read(cut, context).failure).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it("where its form does not tell its end, tells nothing when cut that the whole does not", () => {
    for (const { name, reply, context } of listing.filter((given) => !tellsItsEnd(given))) {
      const { rejects, sessions } = read(reply, context);
      // A row that has too much may be cut to one that has enough.
      if (rejects.length > 0) continue;
      const whole = sessions.map(({ session }) => session);
      for (let place = 0; place < reply.length; place += 1) {
        const cut = read(reply.slice(0, place), context);
        holdsInvariants(vendor, context, cut);
        const invented = cut.sessions
          .map(({ session }) => session)
          .filter((session) => session.issues.length === 0 || GOOD.includes(session.status))
          .filter((session) => !whole.some((known) => tellsNoMore(session, known)));
        expect([name, place, invented]).toEqual([name, place, []]);
      }
    }
  });

  it("ends the same in whatever order its records stand, and counts them all", () => {
    fc.assert(
      fc.property(
        anyListing,
        fc.array(fc.tuple(fc.nat(), gentleEdit), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        ({ parts, context }, picks, order) => {
          const lists = parts.lists.map((list) =>
            picks.flatMap(([pick, change]) => {
              const record = list[pick % Math.max(1, list.length)];
              return record === undefined ? [] : [change(record)];
            }),
          );
          const outcome = read(parts.build(lists), context);
          const shuffled = read(parts.build(lists.map((list) => shuffle(list, order))), context);
          holdsInvariants(vendor, context, outcome);
          expect(shuffled.failure?.kind).toBe(outcome.failure?.kind);
          if (outcome.failure !== null) return;
          expect(essence(shuffled)).toEqual(essence(outcome));
          // A task that was joined to its session is no record of its own.
          if (vendor !== "veeam-enterprise-manager") expect(outcome.records).toBe(lists.flat().length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("with a word that nobody knows ends as nothing good", () => {
    const words = ["Splendid", "toString", "__proto__", "", "success", "completed", "OK"];
    const good = words.flatMap((word) =>
      listing.flatMap(({ name, parts, context }) =>
        read(parts.build(withWord(parts.lists, word)), context)
          .sessions.filter((one) => saysItsWord(one) && GOOD.includes(one.session.status))
          .map(({ session }) => `${name}: ${session.id} says "${word}"`),
      ),
    );
    expect(good).toEqual([]);
  });

  it("calls no failed record anything else", () => {
    const allowed: readonly Status[] = mayRun ? ["failed", "running"] : ["failed"];
    const miscalled = listing.flatMap(({ name, parts, context }) =>
      read(parts.build(withWord(parts.lists, failed)), context)
        .sessions.filter(saysItsWord)
        .filter(({ session }) => !session.issues.some(({ problem }) => problem === "given more than once"))
        .filter(({ session }) => !allowed.includes(session.status))
        .map(({ session }) => `${name}: ${session.id} is ${session.status}`),
    );
    expect(miscalled).toEqual([]);
  });

  it("loses no record that it reads when it stands alone", () => {
    for (const { parts, context } of listing) {
      const together = idsOf(read(parts.build(parts.lists), context));
      for (const [i, list] of parts.lists.entries()) {
        for (const record of list) {
          const alone = read(parts.build(parts.lists.map((_, j) => (i === j ? [record] : []))), context);
          expect(alone.sessions.length + alone.rejects.length).toBe(1);
          expect(together).toEqual(expect.arrayContaining(idsOf(alone)));
        }
      }
    }
  });

  function withWord(lists: readonly string[][], word: string): string[][] {
    return lists.map((list) => list.map((record) => record.replace(pattern, word)));
  }

  function saysItsWord({ raw }: Normalized): boolean {
    return raw.text.match(pattern) !== null;
  }
});

function byId(a: Normalized, b: Normalized): number {
  return a.session.id < b.session.id ? -1 : 1;
}

/** CSV may end with any row. */
function tellsItsEnd({ reply }: { reply: string }): boolean {
  return reply.trim() === "" || /^(?:\xef\xbb\xbf)?\s*[<{[]/.test(reply);
}

/** Whether all that a session tells is told by the other too, but for its issues. */
function tellsNoMore(session: Session, known: Session): boolean {
  return Object.entries(session).every(
    ([field, value]) =>
      value === null ||
      value === "other" ||
      field === "issues" ||
      JSON.stringify(value) === JSON.stringify(known[field as keyof Session]),
  );
}

function defaultContext(vendor: Vendor): GoldenCase["context"] {
  return {
    sourceId: vendor,
    device: { id: `${vendor}:0`, name: null, kind: null, client: null, site: null },
  };
}

/** Without those of tasks: one that is joined to its session has no id of its own there. */
function idsOf({ sessions }: Outcome): (string | null)[] {
  return sessions
    .filter(({ raw }) => !raw.text.includes("urn:veeam:BackupTaskSession:"))
    .map(({ session }) => session.vendorId);
}

function holdsInvariants(vendor: Vendor, context: Context, outcome: Outcome): void {
  const { records, sessions, rejects, repeats, failure } = outcome;
  expect(sessions.length + rejects.length + repeats).toBe(records);
  expect(new Set(sessions.map(({ session }) => session.id)).size).toBe(sessions.length);
  if (failure !== null) expect(failure.message).not.toBe("");
  for (const { record, reason } of rejects) expect(typeof record === "string" && reason !== "").toBe(true);
  for (const normalized of sessions) {
    const { session, itemKey } = normalized;
    expect(Object.keys(session).sort()).toEqual(Object.keys(blankSession(context.sourceId, vendor)).sort());
    expect(Object.values(session)).not.toContain(undefined);
    expect(session.id.startsWith(`${context.sourceId}:`)).toBe(true);
    expect(KINDS).toContain(session.kind);
    expect(STATUSES).toContain(session.status);
    expect(session.firstSeenAt).toBeNull();
    if (itemKey !== null) expect(BACKUP_KINDS).toContain(session.kind);
    holdsTimes(normalized);
    for (const [field, value] of Object.entries(session)) {
      if (typeof value === "number")
        expect([field, Number.isSafeInteger(value) && value >= 0]).toEqual([field, true]);
    }
    for (const { field, problem } of session.issues) expect(field !== "" && problem !== "").toBe(true);
  }
}

function holdsTimes({ session }: Normalized): void {
  const { at, startedAt, endedAt, status, durationMs, flags } = session;
  for (const time of [at, startedAt, endedAt]) {
    if (time !== null) expect(time).toMatch(UTC);
    if (time !== null) expect(new Date(time).toISOString()).toBe(time);
  }
  expect(at).toBe(startedAt ?? endedAt);
  if (status === "running") expect([endedAt, durationMs]).toEqual([null, null]);
  const isBackwards = startedAt !== null && endedAt !== null && endedAt < startedAt;
  expect(flags.includes("clock")).toBe(isBackwards);
}

function shuffle(list: readonly string[], order: fc.Stream<number>): string[] {
  return list
    .map((record) => ({ record, place: order.next().value as number }))
    .sort((a, b) => a.place - b.place)
    .map(({ record }) => record);
}

function essence({ records, repeats, sessions, rejects }: Outcome): unknown {
  return {
    records,
    repeats,
    rejects: rejects.map(({ record }) => record).sort(),
    sessions: sessions
      .map(({ session, itemKey }) => ({ session, itemKey }))
      .sort((a, b) => (a.session.id < b.session.id ? -1 : 1)),
  };
}
