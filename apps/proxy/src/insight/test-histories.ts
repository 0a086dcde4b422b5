import type { Flag, Status } from "@lastgood/normalize";
import fc from "fast-check";
import type { Run } from "../store/store.ts";
import { configuredCadence } from "./cadence.ts";
import type { ItemFacts, PolicyRun } from "./facts.ts";
import { isGood } from "./good.ts";
import { DAY, factsOf, HOUR, NOW, runAt } from "./test-facts.ts";

const MINUTE = HOUR / 60;
/** How long after a run's end a poll tells of it. */
const SEEN_AFTER = 10 * MINUTE;
/** As the store lets pass. */
const SKEW = 5 * MINUTE;

/** One run as it was in truth. */
export interface TrueRun {
  startMs: number;
  endMs: number;
  status: Status;
  /** What the vendor called it until the last poll, though it had ended; null: what it is. */
  was: Status | null;
  flags: Flag[];
  /** How long after its end the vendor first tells of it; 0: from its start on. */
  lateMs: number;
  /** Of the run of its policy. */
  policyStatus: Status;
}

/** A run of the policy that did not reach the item. */
interface Missing {
  startMs: number;
  status: Status;
  reachesOthers: boolean;
}

/** What happened to one item up to NOW, and when it was read before. */
export interface History {
  runs: TrueRun[];
  missing: Missing[];
  isOfPolicy: boolean;
  vendor: ItemFacts["source"]["vendor"];
  /** End of the complete poll before the one that is looked at. */
  readBeforeMs: number;
  everyMs: number | null;
  expected: boolean;
}

const word = fc.constantFrom<Status>(
  ...(["success", "success", "success", "success", "warning", "failed", "failed"] as const),
  ...(["interrupted", "canceled", "not-started", "unknown", "running"] as const),
);
const flags = fc.constantFrom<Flag[]>([], [], [], [], ["nothing-protected"], ["errors-counted"], ["clock"]);

const night = fc.record({
  isGap: fc.nat(5).map((n) => n === 0),
  jitterMinutes: fc.integer({ min: -40, max: 40 }),
  lengthMinutes: fc.integer({ min: 1, max: 240 }),
  status: word,
  was: fc.constantFrom<(Status | null)[]>(
    null,
    null,
    null,
    null,
    null,
    "running",
    "running",
    "failed",
    "unknown",
  ),
  flags,
  lateHours: fc.constantFrom(0, 0, 0, 0, 5, 30),
  policyStatus: fc.option(word, { freq: 4 }),
  /** A second try soon after. */
  retry: fc.option(word, { freq: 5 }),
});

/** Nights of an item that mostly runs daily, weekly or every few hours: some went well, some did not, some were left out. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    nights: fc.array(night, { maxLength: 24 }),
    gapHours: fc.constantFrom(24, 24, 24, 4, 168),
    newestAgoMinutes: fc.integer({ min: 5, max: 4 * 24 * 60 }),
    readBeforeMinutes: fc.constantFrom(15, 15, 15, 40, 60, 600, 3000, 8000),
    missing: fc.array(
      fc.record({ agoHours: fc.integer({ min: 0, max: 200 }), status: word, reachesOthers: fc.boolean() }),
      { maxLength: 2 },
    ),
    isOfPolicy: fc.boolean(),
    vendor: fc.constantFrom("nable" as const, "veeam-azure" as const, "veeam-enterprise-manager" as const),
    everyMs: fc.option(fc.constantFrom(DAY, 7 * DAY), { freq: 5 }),
    expected: fc.nat(7).map((n) => n > 0),
  })
  .map(({ nights, gapHours, newestAgoMinutes, readBeforeMinutes, missing, ...rest }) => ({
    ...rest,
    readBeforeMs: NOW - readBeforeMinutes * MINUTE,
    missing: missing.map(({ agoHours, ...one }) => ({ ...one, startMs: NOW - agoHours * HOUR - MINUTE })),
    runs: nights.flatMap(({ isGap, jitterMinutes, lengthMinutes, lateHours, retry, ...one }, i) => {
      const startMs = Math.min(
        NOW - 2 * MINUTE,
        NOW - (newestAgoMinutes + jitterMinutes) * MINUTE - i * gapHours * HOUR,
      );
      const first: TrueRun = {
        ...one,
        startMs,
        endMs: startMs + lengthMinutes * MINUTE,
        lateMs: lateHours * HOUR,
        policyStatus: one.policyStatus ?? one.status,
      };
      if (isGap) return [];
      if (retry === null || first.endMs > NOW) return [first];
      const again = { ...first, startMs: first.endMs + 5 * MINUTE, endMs: first.endMs + 10 * MINUTE };
      return again.startMs > NOW ? [first] : [first, { ...again, status: retry, was: null }];
    }),
  }));

/** How a reading may differ from a complete one of the truth. */
export interface Telling {
  /** Of what is new since the last poll, which is told; default all. */
  tells?: (run: TrueRun | Missing) => boolean;
  /** How far the vendor's clock is ahead. */
  offsetMs?: number;
}

/** Of what was read before, and (where `isNow`) of what the poll at NOW brought too. */
export function factsTold(
  history: History,
  isNow: boolean,
  { tells, offsetMs = 0 }: Telling = {},
): ItemFacts {
  const { readBeforeMs, vendor, everyMs, expected, isOfPolicy } = history;
  const pollAt = NOW - MINUTE;
  const runs: Run[] = [];
  const policyRuns: PolicyRun[] = [];
  for (const run of history.runs) {
    const told = runTold(run, history, isNow && (tells?.(run) ?? true) ? pollAt : null, offsetMs);
    if (!told) continue;
    const parentId = isOfPolicy ? `p:${run.startMs}` : null;
    runs.push({ ...told, parentId });
    if (parentId === null) continue;
    const status = told.status === "running" ? "running" : run.policyStatus;
    policyRuns.push({
      sessionId: parentId,
      at: Date.parse(told.at as string),
      seenAt: Date.parse(told.statusSeenAt as string),
      status,
      message: null,
      reached: new Set(["item-1"]),
      worst: told.status,
    });
  }
  for (const one of isOfPolicy ? history.missing : []) {
    const isOld = one.startMs + SEEN_AFTER <= readBeforeMs;
    if (!isOld && !(isNow && (tells?.(one) ?? true))) continue;
    const seenAt = isOld ? one.startMs + SEEN_AFTER : pollAt;
    policyRuns.push({
      sessionId: `m:${one.startMs}`,
      at: orderedAt(one.startMs + offsetMs, seenAt),
      seenAt,
      status: one.status,
      message: null,
      reached: new Set(one.reachesOthers ? ["item-2"] : []),
      worst: one.reachesOthers ? one.status : null,
    });
  }
  runs.sort((a, b) => timesOf(b).localeCompare(timesOf(a)));
  policyRuns.sort((a, b) => b.at - a.at || begunAt(b) - begunAt(a));
  const lastReadAt = isNow ? NOW : readBeforeMs;
  const facts = factsOf(runs, { policyRuns, expected, lastReadAt });
  const firstAt = runs.at(-1)?.at ?? null;
  return {
    ...facts,
    history: { ...facts.history, item: { ...facts.history.item, firstAt } },
    source: { ...facts.source, vendor, lastGoodPollAt: lastReadAt },
    cadence: everyMs === null ? facts.cadence : configuredCadence(everyMs, HOUR / 3),
  };
}

/** Of runs that were first seen by one poll, the later one began later. */
const timesOf = ({ at, startedAt }: Run) => `${at} ${startedAt}`;

const begunAt = ({ sessionId }: PolicyRun) => Number(sessionId.slice(2));

/** As the store orders runs: one that was seen before its own start began soon after it was seen at the latest. */
const orderedAt = (told: number, firstSeen: number) => Math.min(told, firstSeen + SKEW);

/** A run as the last poll before told it or, where the one at `pollAt` told of it, as that did; null: nobody told of it yet. */
function runTold(
  run: TrueRun,
  { readBeforeMs }: History,
  pollAt: number | null,
  offsetMs: number,
): Run | null {
  const { startMs, endMs, lateMs, flags: told } = run;
  const firstTold = lateMs === 0 ? startMs + MINUTE : endMs + lateMs;
  const statusAt = (at: number, status: Status): Status => (endMs > at ? "running" : status);
  const before =
    firstTold <= readBeforeMs
      ? statusAt(readBeforeMs, (run.status === "running" ? null : run.was) ?? run.status)
      : null;
  const now = pollAt !== null && firstTold <= pollAt ? statusAt(pollAt, run.status) : before;
  if (now === null) return null;
  const [isOld, isSame] = [before !== null, before === now];
  const firstSeen = isOld ? Math.min(readBeforeMs, firstTold + SEEN_AFTER) : (pollAt as number);
  const settled = Math.max(firstSeen, Math.min(readBeforeMs, endMs + SEEN_AFTER));
  const made = runAt(NOW - startMs - offsetMs, now);
  const isRunning = now === "running";
  return {
    ...made,
    id: `rmm:${startMs}`,
    at: new Date(orderedAt(startMs + offsetMs, firstSeen)).toISOString(),
    endedAt: isRunning ? null : new Date(endMs + offsetMs).toISOString(),
    durationMs: isRunning ? null : endMs - startMs,
    flags: now === "success" || now === "warning" ? told : [],
    statusSeenAt: new Date(isSame ? settled : (pollAt as number)).toISOString(),
    statusBefore: isSame ? null : before,
  };
}

/** The same facts with other runs. */
export function withRuns(facts: ItemFacts, runs: Run[]): ItemFacts {
  return { ...facts, history: { ...facts.history, runs, lastGood: runs.find(isGood) ?? null } };
}
