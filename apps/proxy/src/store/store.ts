import type {
  Device,
  Flag,
  Kind,
  Named,
  Normalized,
  RawRecord,
  Reject,
  Session,
  Status,
  Vendor,
} from "@lastgood/normalize";
import type { Metric } from "../contract.ts";

/** What a poll learnt of what exists, whole: what it lacks is missing at the source. */
export interface Inventory {
  devices: { device: Device; client: Named | null; site: Named | null; protected: boolean }[];
  policies: { policy: Named; removed: boolean }[];
}

/** What changed in the store by one write; ids in the store's own words. */
export interface Written {
  added: number;
  changed: number;
  unchanged: number;
  itemIds: string[];
  deviceIds: string[];
  policyIds: string[];
}

/** One protected item's identity; `id` is opaque and stable. */
export interface Item {
  id: string;
  sourceId: string;
  vendor: Vendor;
  itemKey: string;
  client: Named | null;
  site: Named | null;
  device: Device | null;
  policy: Named | null;
  workload: string | null;
  vendorType: string | null;
  firstSeenAt: string;
}

/** What insight reads of a session. Newest first by `at`. */
export type Run = Pick<
  Session,
  | "id"
  | "kind"
  | "status"
  | "level"
  | "at"
  | "startedAt"
  | "endedAt"
  | "durationMs"
  | "selectedBytes"
  | "selectedItems"
  | "processedBytes"
  | "transferredBytes"
  | "errorCount"
  | "flags"
  | "message"
  | "firstSeenAt"
  | "parentId"
>;

export interface ItemHistory {
  item: Item;
  /** Backup-kind sessions, newest first, at most as many as were asked for; running ones included. */
  runs: Run[];
  /** The newest good session, also where it is older than `runs` reach. */
  lastGood: Run | null;
}

/** A source's health as it was last written; what a restart goes on from. */
export interface SourceRecord {
  sourceId: string;
  vendor: Vendor;
  host: string;
  lastPolledAt: string | null;
  lastGoodPollAt: string | null;
  lastPollMs: number | null;
  error: { kind: string; message: string; at: string } | null;
  learnt: string[];
  certificateEndsAt: string | null;
  /** The poller's own memory between polls (what was filled how far back), as JSON. */
  cursor: string | null;
}

export interface SessionFilter {
  source?: string[];
  vendor?: Vendor[];
  client?: string[];
  site?: string[];
  device?: string[];
  policy?: string[];
  workload?: string[];
  kind?: Kind[];
  status?: Status[];
  flag?: Flag[];
  /** On `at`, inclusive. */
  from?: string;
  /** On `at`, exclusive. */
  to?: string;
  /** Text in names and message. */
  q?: string;
  /** "none": no parent, or one that is not in the store; an id: that session's children. */
  parent?: string;
  item?: string[];
}

export const SESSION_SORTS = [
  "at",
  "startedAt",
  "endedAt",
  "durationMs",
  "selectedBytes",
  "processedBytes",
  "transferredBytes",
  "errorCount",
  "status",
  "device",
  "policy",
  "client",
  "workload",
  "source",
  "kind",
] as const;

export interface SessionQuery extends SessionFilter {
  /** One of SESSION_SORTS, `-` before it for descending; nulls last either way. */
  sort: string;
  limit: number;
  /** From an earlier page's `nextCursor`. A cursor that is not of this sort throws BadCursor. */
  cursor?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
  totalIsAtLeast: boolean;
}

/** A cursor that no page of this sort gave out. */
export class BadCursor extends Error {
  override name = "BadCursor";
}

export interface Series {
  itemId: string;
  name: string;
  /** Oldest first. */
  points: (Pick<Session, "id" | "status" | "flags" | "level"> & { at: string; value: number | null })[];
}

/** Sessions and what is known of their sources, in domain words; one implementation, two dialects. */
export interface Store {
  /**
   * Writes one reading of a source, in one transaction. By id, a changed session updates, an unchanged one is left
   * alone. An id already there with another known start is another session (its id gets `~` and its start); with the
   * same start, or none on one side, the newer reading replaces the older unless the older is more finished.
   * `firstSeenAt` is `seenAt` of the first write and never changes; `at` is settled from it.
   */
  putSessions(sourceId: string, sessions: readonly Normalized[], seenAt: string): Promise<Written>;
  /** Kept by content, so that reading the same records again counts nothing twice. */
  putRejects(
    sourceId: string,
    rejects: readonly Reject[],
    repeats: readonly RawRecord[],
    seenAt: string,
  ): Promise<void>;
  /** Names devices, clients, sites and policies, also on sessions already kept; returns what it touched. */
  putInventory(sourceId: string, inventory: Inventory, seenAt: string): Promise<Written>;
  putSource(record: SourceRecord): Promise<void>;
  /** `readAt` for the items of these devices, of these policies, or (null) of the whole source. */
  putRead(
    sourceId: string,
    scope: { deviceIds?: string[]; policyIds?: string[] } | null,
    readAt: string,
  ): Promise<void>;

  sources(): Promise<SourceRecord[]>;
  /** Distinct counts a source. */
  counts(): Promise<Map<string, { sessions: number; rejects: number; repeats: number; items: number }>>;
  rejects(sourceId: string, limit: number, cursor?: string): Promise<Page<Reject & { seenAt: string }>>;
  /** Types that Lastgood does not know, with the number of their sessions. */
  unknownTypes(): Promise<{ sourceId: string; vendorType: string; sessions: number }[]>;

  session(
    id: string,
  ): Promise<(Session & { raw: RawRecord | null; children: Session[]; itemId: string | null }) | null>;
  sessions(query: SessionQuery): Promise<Page<Session>>;
  /** All that match, newest first, in slices, for export. */
  streamSessions(filter: SessionFilter, sort: string): AsyncIterable<Session[]>;
  /** Every protected item, or those named, each with its newest runs. */
  histories(options: { itemIds?: readonly string[]; runs: number }): Promise<ItemHistory[]>;
  /** When each item was last read in whole, by item id. */
  reads(): Promise<Map<string, string>>;
  /** Devices and policies of the inventories, with when they were last in one. */
  inventory(): Promise<
    {
      sourceId: string;
      device: Device | null;
      policy: Named | null;
      client: Named | null;
      site: Named | null;
      protected: boolean;
      lastListedAt: string;
    }[]
  >;
  /** A line an item of the device or policy. */
  series(
    by: { device: string } | { policy: string },
    metric: Metric,
    from: string | null,
    to: string | null,
  ): Promise<Series[]>;
  /** Known Enterprise Manager containers, newest first. */
  containers(sourceId: string, limit: number): Promise<{ sessionId: string; policy: Named }[]>;
  /** Sessions of a source that are still running, or that began at or after `since`. */
  openSessions(sourceId: string, since: string): Promise<Session[]>;
  /** Answers when the store can be read; rejects with what is wrong. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
