import type { KnownContainer, Outcome } from "@lastgood/normalize";
import type { Inventory } from "../store/store.ts";
import type { VendorError } from "../vendors/vendor-error.ts";
import type { Progress } from "./progress.ts";

/** What was read in whole, so that its items count as read: these devices, these policies, or (null) the source. */
export type Scope = { deviceIds?: string[]; policyIds?: string[] } | null;

/** One step of a poll, in the order the vendor was asked. */
export type Reading =
  | { kind: "inventory"; inventory: Inventory }
  /**
   * A normalized reply; `whole` says what it was a complete read of, undefined where it was only a part of one. Where the
   * outcome failed, `error` tells how; absent, the reply could not be read.
   */
  | { kind: "sessions"; outcome: Outcome; whole?: Scope; error?: VendorError }
  /**
   * All parts of a read that came in several replies are there. `at`: when that was true, where the vendor itself only
   * collects from others (ISO 8601 in UTC); absent: now.
   */
  | { kind: "whole"; scope: Scope; at?: string }
  /** One call failed and the poll goes on with the others; the poll counts as failed. */
  | { kind: "trouble"; error: VendorError }
  /** Nothing to keep, but `progress()` moved. */
  | { kind: "step" };

export interface ReadRequest {
  /** Sessions from here on are wanted; null: as far back as the vendor keeps them. */
  since: string | null;
  /** What `read` left in `cursor()` at the end of the last poll; null on a first one. */
  cursor: string | null;
  /** Sessions that were still running at the last poll. */
  openSessionIds: ReadonlySet<string>;
  knownContainers: readonly KnownContainer[];
  signal: AbortSignal;
}

/** What `lastgood check` prints of a source. */
export interface CheckReport {
  learnt: string[];
  devices: number | null;
  policies: number | null;
  clients: number | null;
  /** Null where there is none, or none was asked for. */
  newestSessionAt: string | null;
  /** Where only one device was asked, the name of that; absent where all were. */
  newestSessionOf?: string;
}

/** The left half for one source: asks the vendor, normalizes what comes, and knows nothing of the store. */
export interface SourceReader {
  /** Throws VendorError where nothing more can be read; what was yielded before stands. */
  read(request: ReadRequest): AsyncIterable<Reading>;
  /** Memory for the next poll, as JSON; null where there is none. */
  cursor(): string | null;
  /** What was learnt so far, in words: "API v8.1", "12 clients, 60 devices with backup". */
  learnt(): string[];
  /** What a first fill, or a sweep that is under way, has done; null where there is neither. */
  progress(): Progress | null;
  /** How long reading every device once takes; absent where that is not how it reads, null where it is not known yet. */
  sweepEstimateMs?(): number | null;
  /** Requests made so far. */
  requests(): number;
  /** When the peer's certificate ends; null on plain http or before the first call. */
  certificateEndsAt(): string | null;
  /** How far the vendor's clock is ahead of ours, milliseconds; negative: behind; null: not told. */
  clockOffsetMs(): number | null;
  check(signal: AbortSignal): Promise<CheckReport>;
  /** Logs out where the vendor wants it; never throws. */
  close(): Promise<void>;
}
