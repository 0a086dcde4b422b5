import type { Status, Vendor } from "@lastgood/normalize";
import type { ItemHistory } from "../store/store.ts";
import type { Cadence } from "./cadence.ts";
import type { KeptDays } from "./kept-days.ts";

/** What the state of an item depends on besides its sessions. */
export interface SourceFacts {
  id: string;
  name: string;
  vendor: Vendor;
  /** Null while enabled. */
  disabledSince: number | null;
  everyMs: number;
  /** How long the last full sweep took; 0 where there was none. */
  sweepMs: number;
  /** End of the last complete poll; null where there was none. */
  lastGoodPollAt: number | null;
  /** Why it cannot be read, in words; null while it can. */
  trouble: string | null;
  timeZone: string;
}

/** How one run of a policy went for the devices it reached. */
export interface PolicyRun {
  sessionId: string;
  at: number;
  /** When it was first seen with its present status. */
  seenAt: number;
  status: Status;
  message: string | null;
  /** Item ids of the devices that have a session in this run. */
  reached: ReadonlySet<string>;
  /** The worst status among them; null where it reached none. */
  worst: Status | null;
}

export interface ItemFacts {
  history: ItemHistory;
  /** End of the last complete read of its device or policy; null: never read in whole. */
  lastReadAt: number | null;
  source: SourceFacts;
  /** Since when a complete inventory lacks it; null while it is listed, or where inventories tell nothing of it. */
  missingSince: number | null;
  /** Since when so many complete inventories lack it that it counts as gone; null before, or where the inventory shrank. */
  goneSince: number | null;
  /** Since when the vendor says that its policy was removed; null while it has it, or tells nothing of it. */
  removedSince: number | null;
  /** Its device is listed, and as one whose backup is switched off. */
  switchedOff: boolean;
  cadence: Cadence | null;
  /** False where the configuration expects no backup, or the vendor keeps its policy from running. */
  expected: boolean;
  /** The vendor keeps its policy from running, and the configuration says nothing of what to expect. */
  disabled: boolean;
  /** When its backup was last switched off, and (null while it is) on again; null where nothing tells of that, or nothing is expected anyway. */
  off: { from: number; to: number | null } | null;
  /** The runs of its policy, newest first; empty where the item is no device of a policy. */
  policyRuns: readonly PolicyRun[];
  /** What its newest backup days held by all of its own runs; null where that is not at hand. */
  days: KeptDays | null;
}
