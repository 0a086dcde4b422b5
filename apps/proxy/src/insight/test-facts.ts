import type { Status } from "@lastgood/normalize";
import type { Item, Run } from "../store/store.ts";
import { learnCadence } from "./cadence.ts";
import type { ItemFacts } from "./facts.ts";
import { isGood } from "./good.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Friday, 03:12 in Berlin. */
export const NOW = Date.parse("2026-11-20T02:12:00.000Z");

const ITEM: Item = {
  id: "item-1",
  sourceId: "rmm",
  vendor: "nable",
  itemKey: "rmm:9001|FILE_SYSTEM",
  client: null,
  site: null,
  device: { id: "rmm:9001", name: "fs-01", kind: "server" },
  policy: null,
  workload: "FILE_SYSTEM",
  vendorType: "BACKUP",
  firstSeenAt: "2026-09-01T00:00:00.000Z",
  firstAt: null,
  expiredAt: null,
};

/** A run that began so long before NOW and took 20 minutes. */
export function runAt(agoMs: number, status: Status = "success", more: Partial<Run> = {}): Run {
  const startedAt = new Date(NOW - agoMs).toISOString();
  const running = status === "running";
  return {
    id: `rmm:${agoMs}:${status}`,
    kind: "backup",
    status,
    level: null,
    at: startedAt,
    startedAt,
    endedAt: running ? null : new Date(NOW - agoMs + HOUR / 3).toISOString(),
    durationMs: running ? null : HOUR / 3,
    selectedBytes: 1_000,
    selectedItems: 10,
    processedBytes: 1_000,
    transferredBytes: 100,
    errorCount: 0,
    flags: [],
    message: null,
    parentId: null,
    statusSeenAt: startedAt,
    statusBefore: null,
    ...more,
  };
}

/** A night a day, the newest `newestAgoMs` before NOW; each word is one night, newest first. */
export function nights(words: readonly Status[], newestAgoMs = 2 * HOUR): Run[] {
  return words.map((status, i) => runAt(newestAgoMs + i * DAY, status));
}

/** Facts of an item that was just read, with the cadence that its runs teach. */
export function factsOf(runs: readonly Run[], more: Partial<ItemFacts> = {}): ItemFacts {
  return {
    history: {
      item: ITEM,
      runs: [...runs],
      lastGood: runs.find(isGood) ?? null,
      policyRuns: [],
      policyKey: null,
    },
    lastReadAt: NOW - 60_000,
    source: {
      id: "rmm",
      name: "N-able EMEA",
      vendor: "nable",
      disabledSince: null,
      everyMs: 15 * 60_000,
      sweepMs: 0,
      lastGoodPollAt: NOW - 60_000,
      trouble: null,
      timeZone: "Europe/Berlin",
    },
    missingSince: null,
    goneSince: null,
    removedSince: null,
    cadence: learnCadence(runs, "Europe/Berlin"),
    expected: true,
    disabled: false,
    off: null,
    switchedOff: false,
    policyRuns: [],
    days: null,
    ...more,
  };
}
