import type { Flag, Status } from "@lastgood/normalize";
import type { State } from "../contract.ts";
import type { Run } from "../store/store.ts";
import { dueAfter, retryWindow } from "./cadence.ts";
import type { ItemFacts, PolicyRun, SourceFacts } from "./facts.ts";
import { isFailure, isGood, isTelling } from "./good.ts";
import { historyFlags } from "./history-flags.ts";
import { missedRuns, withMissed } from "./missed-runs.ts";
import { ageInWords, counted, durationInWords, ordinal } from "./words.ts";

const MINUTE = 60_000;

/** The state of one protected item at `now`, and why. Times are epoch milliseconds; null where there is none. */
export interface Verdict {
  state: Exclude<State, "retired">;
  since: number | null;
  reason: string;
  lastSession: Run | null;
  lastGood: Run | null;
  failingSince: number | null;
  failuresInARow: number;
  expectedEveryMs: number | null;
  dueAt: number | null;
  dueIsDefault: boolean;
  /** After which instant the clock alone makes it another: when it is due, or too old to be called fine while it is switched off. */
  turnsAt: number | null;
  /** `stuck`: it was read as still running past three times the usual. */
  running: { sessionId: string; startedAt: number | null; usualMs: number | null; stuck: boolean } | null;
}

const at = (run: Run) => Date.parse(run.at as string);
const endOf = (run: Run) => Date.parse((run.endedAt ?? run.at) as string);

/**
 * Runs with their retries folded: a try that follows a failed one within the retry window is the same run, which stands
 * as its last try. Newest first in, newest first out.
 */
export function foldRetries(runs: readonly Run[], everyMs: number | null): Run[] {
  const window = retryWindow(everyMs);
  return runs.filter((run, i) => {
    const later = runs[i - 1];
    return !later || !isFailure(run.status) || at(later) - at(run) > window;
  });
}

/** Enterprise Manager is itself a cache: it collects from its backup servers so often by default. */
const COLLECTS_EVERY_MS = 15 * MINUTE;

/** How long a source may go without a complete poll: three times the larger of interval and last full sweep. */
export function blindAfterMs(source: Pick<SourceFacts, "everyMs" | "sweepMs">): number {
  return 3 * Math.max(source.everyMs, source.sweepMs);
}

/** Why the item cannot be judged for want of reading, in words; null where it was read lately enough. */
function blindness(
  { source, lastReadAt, missingSince, switchedOff }: ItemFacts,
  now: number,
): { reason: string; since: number | null } | null {
  const why = source.trouble ? ` (${source.trouble})` : "";
  if (source.disabledSince !== null)
    return {
      reason: `source disabled since ${ageInWords(now - source.disabledSince)}`,
      since: source.disabledSince,
    };
  if (missingSince !== null)
    return { reason: `not in the inventory since ${ageInWords(now - missingSince)}`, since: missingSince };
  if (switchedOff) return { reason: "backup is switched off on this device", since: lastReadAt };
  if (lastReadAt === null) return { reason: `not read yet${why}`, since: null };
  const notReadSince = (at: number) => ({ reason: `not read for ${ageInWords(now - at)}${why}`, since: at });
  const [afterPoll, afterRead] = blindAfter({ source, lastReadAt });
  // What it tells may be as old as its own last collection, which is then the item's last read.
  if (source.lastGoodPollAt !== null && afterPoll !== null && now > afterPoll)
    return notReadSince(source.lastGoodPollAt);
  return afterRead !== null && now > afterRead ? notReadSince(lastReadAt) : null;
}

/** After which instants nothing new was read for too long: by its source's last complete poll, and by its own last read. Null: by none. */
export function blindAfter({
  source,
  lastReadAt,
}: Pick<ItemFacts, "source" | "lastReadAt">): [afterPoll: number | null, afterRead: number | null] {
  const limit = blindAfterMs(source);
  if (source.vendor !== "veeam-enterprise-manager")
    return [null, lastReadAt === null ? null : lastReadAt + limit];
  const { lastGoodPollAt } = source;
  return [
    lastGoodPollAt === null ? null : lastGoodPollAt + limit,
    lastReadAt === null ? null : lastReadAt + Math.max(limit, 3 * COLLECTS_EVERY_MS),
  ];
}

/** A run within a policy's run that has ended: it was dropped from it, and will tell no end. */
function isOver(run: Run, policyRuns: readonly PolicyRun[]): boolean {
  const above = policyRuns.find(({ sessionId }) => sessionId === run.parentId);
  return above !== undefined && above.status !== "running";
}

const grade = (status: Status) =>
  isFailure(status) ? 3 : (["running", "success", "warning", "unknown"] as Status[]).indexOf(status);

/** The policy's run that this run belongs to, where it ended worse than those of all its devices; else null. */
function worsePolicyRun(run: Run, policyRuns: readonly PolicyRun[]): PolicyRun | null {
  const above = policyRuns.find(({ sessionId }) => sessionId === run.parentId);
  return above && above.worst !== null && grade(above.status) > grade(above.worst) ? above : null;
}

const ENDED_WORDS: Partial<Record<Status, string>> = {
  warning: "ended with warnings",
  unknown: "ended with a word that is not known",
};

const FAILED_WORDS: Partial<Record<Status, string>> = {
  failed: "failed; the vendor gives no text",
  canceled: "was canceled",
  "not-started": "did not start",
};

/** A device's failed run may tell no text where its policy's run does. */
function failedReason(run: Run, usualMs: number | null, policyRuns: ItemFacts["policyRuns"]): string {
  if (run.message) return run.message;
  const parent = policyRuns.find(({ sessionId }) => sessionId === run.parentId);
  if (parent?.message) return parent.message;
  if (run.status === "interrupted") {
    const usual = usualMs ? `; usually takes ${durationInWords(usualMs)}` : "";
    return run.durationMs === null
      ? `interrupted${usual}`
      : `interrupted after ${durationInWords(run.durationMs)}${usual}`;
  }
  const errors = run.errorCount
    ? `${counted(run.errorCount, "error")} counted; the vendor gives no further text`
    : null;
  return errors ?? FAILED_WORDS[run.status] ?? run.status;
}

const PROVED_WORDS: Partial<Record<Flag, (run: Run) => string>> = {
  "nothing-protected": () => "reported fine, but it selected nothing to protect",
  "errors-counted": (run) => `reported fine, but ${counted(run.errorCount ?? 0, "error")} counted`,
  clock: () => "its times cannot be right: shown as the vendor gave them",
};

function flaggedReason(run: Run, before: readonly Run[]): string {
  const shown = historyFlags(run, before);
  return run.flags
    .map((flag) => PROVED_WORDS[flag]?.(run) ?? shown.find((one) => one.flag === flag)?.reason ?? flag)
    .join("; ");
}

function disabledWords({ off }: ItemFacts, now: number): string {
  const since = off === null || off.to !== null ? "" : ` since ${ageInWords(now - off.from)}`;
  return `its policy is disabled${since}`;
}

function lastGoodWords(lastGood: Run | null, now: number): string {
  return lastGood ? `last good ${ageInWords(now - at(lastGood))} ago` : "no good backup yet";
}

/** Reads the state of an item: facts and a clock in, a verdict with its reason out. The first that holds, top to bottom. */
export function readState(facts: ItemFacts, now: number): Verdict {
  const { history, cadence, lastReadAt } = facts;
  const all = history.runs.filter((run) => run.at !== null);
  const active = all.find((run) => run.status === "running" && !isOver(run, facts.policyRuns)) ?? null;
  const missed = missedRuns(facts);
  const finished = foldRetries(withMissed(all.filter(isTelling), missed), cadence?.everyMs ?? null);
  const newest = finished[0];
  const undated = all.find((run) => run.status !== "running" && !isTelling(run));
  const lastGood = all.find(isGood) ?? history.lastGood;
  const isMissed = newest !== undefined && missed.includes(newest);
  const usualMs = cadence?.usualDurationMs || null;

  const startedAt = active?.startedAt ? Date.parse(active.startedAt) : null;
  // What was not read since may have ended long ago.
  const ranMs = startedAt === null ? 0 : Math.min(now, lastReadAt ?? startedAt) - startedAt;
  const stuck = usualMs !== null && ranMs > 3 * usualMs;
  const running = active && { sessionId: active.id, startedAt, usualMs, stuck };
  const lastStart = finished.find((run) => isGood(run));
  const planned =
    !(facts.expected || facts.disabled) || (!lastGood && !newest)
      ? null
      : dueAfter(cadence, at((lastStart ?? lastGood ?? newest) as Run), at((lastGood ?? newest) as Run));
  // Runs that fell into the time it was switched off are not late: once theirs is over, it is due anew from when it was on again.
  const onAgain = facts.off?.to ?? null;
  const isSkipped =
    planned !== null && onAgain !== null && onAgain > planned.expectedAt && now > planned.dueAt;
  const next = isSkipped ? dueAfter(cadence, onAgain, onAgain) : planned;
  const due = facts.expected ? next : null;
  const common = {
    lastSession: all[0] ?? null,
    lastGood,
    failingSince: null as number | null,
    failuresInARow: 0,
    expectedEveryMs: cadence?.everyMs ?? null,
    dueAt: due?.dueAt ?? null,
    dueIsDefault: due?.isDefault ?? false,
    turnsAt: next?.dueAt ?? null,
    running,
  };
  const blind = blindness(facts, now);
  const blindWords = blind ? ` · ${blind.reason}` : "";

  if (newest && isFailure(newest.status)) {
    const streak = finished.findIndex((run) => !isFailure(run.status));
    const failuresInARow = streak === -1 ? finished.length : streak;
    const first = at(finished[failuresInARow - 1] as Run);
    const why = isMissed
      ? `the policy's run failed before it reached this device${newest.message ? `: ${newest.message}` : ""}`
      : failedReason(newest, usualMs, facts.policyRuns);
    const row = failuresInARow > 1 ? `${ordinal(failuresInARow)} failure in a row: ` : "";
    return {
      ...common,
      state: "failed",
      since: first,
      failingSince: first,
      failuresInARow,
      reason: `${row}${why}${blindWords}`,
    };
  }

  const unknown = (reason: string, since: number | null): Verdict => ({
    ...common,
    state: "unknown",
    reason,
    since,
  });
  if (newest?.status === "unknown")
    return unknown(
      `the vendor's word for ${isMissed ? "the policy's" : "its"} last run is not known${blindWords}`,
      endOf(newest),
    );
  if (blind) return unknown(blind.reason, blind.since);
  if (undated && !(newest && at(newest) > at(undated)))
    return unknown("its last run tells no time that can be read", at(undated));
  if (!newest && !lastGood) {
    return running
      ? {
          ...common,
          state: "never",
          since: null,
          reason: "its first run is under way; no finished backup yet",
        }
      : { ...common, state: "never", since: null, reason: "no backup session yet" };
  }
  if (!newest) return unknown("its last run is older than what is kept", null);

  // Nobody said that none is needed: what is switched off is late for nothing, and fine only for as long as its last good one is.
  if (facts.disabled && next && now > next.dueAt)
    return unknown(`${disabledWords(facts, now)}; ${lastGoodWords(lastGood, now)}`, next.dueAt);

  if (due && now > due.dueAt && (lastReadAt as number) > due.dueAt) {
    if (due.isDefault) {
      const nothing = lastGood ? `nothing for ${ageInWords(now - at(lastGood))}` : "no good backup yet";
      return unknown(`no schedule learnt yet; ${nothing}`, due.dueAt);
    }
    return {
      ...common,
      state: "overdue",
      since: due.dueAt,
      reason: `expected ${cadence?.reason}; ${lastGoodWords(lastGood, now)}`,
    };
  }
  if (due?.isDefault && now > due.dueAt)
    return unknown(
      `no schedule learnt yet; nothing for ${ageInWords(now - at(lastGood ?? newest))}`,
      due.dueAt,
    );
  if (isSkipped)
    return unknown(`switched on again ${ageInWords(now - onAgain)} ago; no good backup since`, onAgain);

  const policyWorse = worsePolicyRun(newest, facts.policyRuns);
  if (newest.status === "warning" || newest.flags.length > 0 || policyWorse) {
    const firstCalm = finished.findIndex((run) => run.status === "success" && run.flags.length === 0);
    const oldest = finished[(firstCalm === -1 ? finished.length : Math.max(1, firstCalm)) - 1] as Run;
    const reason = policyWorse
      ? `the policy's run ${ENDED_WORDS[policyWorse.status] ?? "failed"}${policyWorse.message ? `: ${policyWorse.message}` : ""}`
      : newest.flags.length > 0
        ? flaggedReason(newest, history.runs.slice(history.runs.indexOf(newest) + 1))
        : (newest.message ??
          (newest.errorCount ? `${counted(newest.errorCount, "error")} counted` : "ended with warnings"));
    return { ...common, state: "warning", since: endOf(oldest), reason };
  }

  const firstOther = finished.findIndex((run) => run.status !== "success" || run.flags.length > 0);
  const oldest = finished[(firstOther === -1 ? finished.length : firstOther) - 1] as Run;
  const nextWords = facts.expected
    ? (cadence?.reason ?? "no schedule learnt yet")
    : facts.disabled
      ? disabledWords(facts, now)
      : "the configuration expects no further backup";
  const reason = `last good ${ageInWords(now - at(newest))} ago; ${nextWords}`;
  return { ...common, state: "ok", since: endOf(oldest), reason };
}
