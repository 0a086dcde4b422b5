import { type Cadence, learnCadence } from "../../../apps/proxy/src/insight/cadence.ts";
import type { ItemFacts } from "../../../apps/proxy/src/insight/facts.ts";
import { isGood } from "../../../apps/proxy/src/insight/good.ts";
import { historyFlags } from "../../../apps/proxy/src/insight/history-flags.ts";
import type { Item, Run } from "../../../apps/proxy/src/store/store.ts";
import { blankSession, finishSession } from "../../../packages/normalize/src/index.ts";
import type {
  LabelledItem,
  LabelledRun,
  Span,
} from "../../../packages/simulators/src/labelled-year/labelled-year.ts";

export const POLL_MS = 15 * 60_000;
/** As many of its newest runs as the board reads of an item. */
const RUNS = 60;

/** A run as the board knows it, with what its record alone and its item's earlier runs show wrong. */
export interface SeenRun extends Run {
  seenAt: number;
  label: LabelledRun;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The end of the first poll at or after an instant that could read the source. */
export function pollAfter(at: number, dark: readonly Span[]): number {
  const next = Math.ceil(at / POLL_MS) * POLL_MS;
  const span = dark.find(({ from, to }) => next >= from && next < to);
  return span ? Math.ceil(span.to / POLL_MS) * POLL_MS : next;
}

/** The end of the last complete poll before an instant. */
export function pollBefore(at: number, dark: readonly Span[]): number {
  const last = Math.floor(at / POLL_MS) * POLL_MS;
  const span = dark.find(({ from, to }) => last >= from && last < to);
  return span ? Math.floor((span.from - 1) / POLL_MS) * POLL_MS : last;
}

/** The item's runs in the order in which they are seen, each flagged as it is when it comes. */
export function seenRuns({ name, runs, dark }: LabelledItem): SeenRun[] {
  const seen: SeenRun[] = [];
  let known: SeenRun[] = [];
  for (const label of runs.toSorted((a, b) => a.toldAt - b.toldAt)) {
    const seenAt = pollAfter(label.toldAt, dark);
    const session = finishSession({
      ...blankSession({ sourceId: "rmm", vendor: "nable" }),
      id: `${name}:${label.startedAt}`,
      kind: "backup",
      status: label.status,
      level: label.level,
      startedAt: iso(label.startedAt),
      endedAt: iso(label.endedAt),
      durationMs: label.durationMs,
      selectedBytes: label.selectedBytes,
      selectedItems: label.selectedItems,
      transferredBytes: label.transferredBytes,
      errorCount: label.errorCount,
    });
    const run: SeenRun = { ...session, at: session.startedAt, statusSeenAt: iso(seenAt), seenAt, label };
    const before = known;
    run.flags = [...new Set([...run.flags, ...historyFlags(run, before).map(({ flag }) => flag)])];
    known = [run, ...known].sort((a, b) => b.label.startedAt - a.label.startedAt).slice(0, RUNS);
    seen.push(run);
  }
  return seen;
}

/** What the board knows of an item at an instant, once it has seen these runs (in any order). */
export function factsAt(
  item: LabelledItem,
  seen: readonly SeenRun[],
  now: number,
  cadence?: Cadence | null,
): ItemFacts {
  const runs = seen.toSorted((a, b) => b.label.startedAt - a.label.startedAt).slice(0, RUNS);
  const lastReadAt = pollBefore(now, item.dark);
  const span = item.disabled.findLast(({ from }) => now >= from) ?? null;
  const isDisabled = span !== null && now < span.to;
  return {
    history: {
      item: { ...ITEM, id: item.name, firstAt: seen[0]?.startedAt ?? null },
      runs,
      lastGood: runs.find(isGood) ?? null,
      policyRuns: [],
      policyKey: null,
    },
    lastReadAt,
    source: {
      id: "rmm",
      name: "rmm",
      vendor: "nable",
      disabledSince: null,
      everyMs: POLL_MS,
      sweepMs: 0,
      lastGoodPollAt: lastReadAt,
      trouble: null,
      timeZone: item.timeZone,
    },
    missingSince: null,
    goneSince: null,
    removedSince: null,
    cadence: cadence === undefined ? learnCadence(runs, item.timeZone) : cadence,
    expected: !isDisabled,
    disabled: isDisabled,
    off: span && { from: span.from, to: isDisabled ? null : span.to },
    switchedOff: false,
    policyRuns: [],
    days: null,
  };
}

const ITEM: Item = {
  id: "",
  sourceId: "rmm",
  vendor: "nable",
  itemKey: "",
  client: null,
  site: null,
  device: null,
  policy: null,
  workload: null,
  vendorType: null,
  firstSeenAt: iso(0),
  firstAt: null,
  expiredAt: null,
};
