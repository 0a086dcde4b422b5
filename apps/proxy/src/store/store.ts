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
import type { Figures, Metric } from "../contract.ts";
import type { Fence, Leases } from "./leases.ts";

/** What a poll learnt of what exists, whole: what it lacks is missing at the source, unless it `isPart` of one. */
export interface Inventory {
  devices: { device: Device; client: Named | null; site: Named | null; protected: boolean }[];
  /** `disabled`: the vendor keeps it from running; absent where it tells nothing of that. */
  policies: { policy: Named; removed: boolean; disabled?: boolean }[];
  isPart?: boolean;
  /** Which of several lists of the vendor's this is: it lacks only what the same list told before. */
  list?: string;
  /** Sessions tell better names of devices than this does: it names those that have none. */
  fillsNames?: boolean;
}

/** What changed in the store by one write; ids in the store's own words. */
export interface Written {
  added: number;
  changed: number;
  unchanged: number;
  /** Older than the retention, and not kept. */
  expired: number;
  itemIds: string[];
  deviceIds: string[];
  policyIds: string[];
}

/** One protected item's identity; `id` is opaque, and the same wherever and whenever the store is filled. */
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
  /** `at` of its oldest session; null where it has none. */
  firstAt: string | null;
  /**
   * No session of its that went by the retention began later than this: what began before may lack some, and what its oldest
   * were judged by may be gone. Null where none went.
   */
  expiredAt: string | null;
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
  | "parentId"
> & {
  /** When it was first seen with its present status; null of a run that stands for one that was never seen. */
  statusSeenAt: string | null;
  /** The worst of its statuses before that; null where it had none. */
  statusBefore: Session["status"] | null;
};

export interface ItemHistory {
  item: Item;
  /** Backup-kind sessions, newest first, at most as many as were asked for; running ones included. */
  runs: Run[];
  /** The newest good session, also where it is older than `runs` reach. */
  lastGood: Run | null;
  /**
   * Of a device within a policy (Azure, Enterprise Manager): the newest runs of the policy itself, newest first, as many
   * as of its own; a run that failed before it reached the device stands only here. Empty for every other item.
   */
  policyRuns: Run[];
  /** The same for all devices of one policy; null for every other item. Holds for one store alone. */
  policyKey: number | null;
}

/** A source's health as it was last written; what a restart goes on from. */
export interface SourceRecord {
  sourceId: string;
  vendor: Vendor;
  /** Host and port; what `sourceConflict` compares. */
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
  /** Text in the names of device, policy, client, site and workload, and in the message; case does not matter. */
  q?: string;
  /** "none": no parent, or one that is not in the store; an id: that session's children. */
  parent?: string;
  item?: string[];
}

/** Distinct. Items that are superseded by their policy's devices do not count. */
export interface SourceCounts {
  /** All that were ever told, `expired` ones included: records in = sessions + rejects + repeats, however long ago. */
  sessions: number;
  /** Those of `sessions` that are not kept, being older than the retention; one told again counts once. */
  expired: number;
  rejects: number;
  repeats: number;
  items: number;
}

/** How far back in time expiry has come; what is at this place was looked at. */
export interface ExpiryPlace {
  /** Epoch milliseconds. */
  at: number;
  key: number;
}

/** One slice of expiry. `next` is null once all that is old was looked at. */
export interface ExpiredSlice {
  deleted: number;
  next: ExpiryPlace | null;
  /** How long everything else that wants to write had to wait, at least. */
  tookMs: number;
}

/**
 * How far a rebuild has come: first the items up to a key, then source by source the hours before one. Keys are the store's
 * own.
 */
export type RebuildPlace =
  | { part: "items"; itemKey: number }
  | { part: "hours"; sourceKey: number; hour: number };

/** One slice of a rebuild. `next` is null once all is made anew. */
export interface RebuiltSlice {
  /** So many items, and so many sources to their last hour. */
  items: number;
  sources: number;
  next: RebuildPlace | null;
  /** How long everything else that wants to write had to wait, at least. */
  tookMs: number;
}

/** A device (then `policy` is null) or a policy (then `device` is) that an inventory once listed. */
export interface InventoryRow {
  sourceId: string;
  device: Device | null;
  policy: Named | null;
  client: Named | null;
  site: Named | null;
  /** Of a policy: whether the vendor still has it, and does not keep it from running. */
  protected: boolean;
  /** Of a policy: when the vendor first said that it was removed; null while it has it. */
  removedSince: string | null;
  /** Of a policy: the vendor keeps it from running. */
  disabled: boolean;
  /** When inventories last told that its backup was switched off, and (null while it is) on again; null where they never did. */
  off: { from: string; to: string | null } | null;
  lastListedAt: string;
  /** The first inventory since then that lacks it; null while it is listed. */
  missingSince: string | null;
  /** How many complete inventories in a row lack it. */
  missedInventories: number;
  /** When three of them over at least 24 h had lacked it; null before. */
  goneSince: string | null;
  /** More than a tenth of its list went missing with it. */
  missedInShrink: boolean;
  /** The newest complete read of it or of its whole source; null where there was none. */
  lastReadAt: string | null;
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

/** An asker that may go away before it has its answer: what is read for it then ends, with Stopped. */
export interface MayStop {
  signal?: AbortSignal;
}

/** How long one question of a viewer may keep others waiting. */
export const READ_LIMIT_MS = 10_000;

/** Nobody waits for the answer any more. */
export class Stopped extends Error {
  override name = "Stopped";
}

/** One that may stop asked for more than can be read while others wait; the message says what to do. */
export class TookTooLong extends Error {
  override name = "TookTooLong";

  constructor(
    message = `it takes longer than ${READ_LIMIT_MS / 1_000} s to read this; narrow the filter or the times`,
  ) {
    super(message);
  }
}

/** One item of a chart; `name` tells it from the others beside it. */
export interface Line {
  itemId: string;
  name: string;
}

/** A backup-kind session in a chart, a running one or one without the figure (null) included. */
export type Point = Pick<Session, "id" | "status" | "flags" | "level"> & { at: string; value: number | null };

/** A write of another process. */
export interface Heard {
  /** Null where nobody knows what it touched: everything is to be read anew. */
  sourceId: string | null;
  /** Nothing, where only the source's record or reads changed. */
  written: Pick<Written, "added" | "changed" | "itemIds" | "deviceIds" | "policyIds">;
  /** A complete read that was noted, as `putRead` takes it; null where it was another write. */
  read: {
    scope: { deviceIds?: readonly string[]; policyIds?: readonly string[] } | null;
    readAt: string;
  } | null;
  /** An inventory was written. */
  isListed: boolean;
}

/**
 * Sessions and what is known of their sources, in domain words; one implementation, two dialects. What a poll writes
 * carries the `fence` of its lease: rejects with LeaseLost, and nothing is written, where another proxy polls the source.
 */
export interface Store {
  /**
   * Writes one reading of a source, in slices of one transaction each: after a crash a part may be there, and the next
   * reading heals it. By id, a changed session updates, an unchanged one is left alone. An id already there with
   * another known start is another session (its id gets `~` and its start), but for ids that no appliance set up anew
   * counts again: a part of a run, and Enterprise Manager's GUIDs. With the same start, or none on one side,
   * the newer reading replaces the older, but a running one never replaces a finished one. `firstSeenAt` is `seenAt` of
   * the first write and never changes; `at` is settled from it. Names go to the things named: null never takes the place
   * of a name, an older session never brings back an older one. A new session that is older than the retention at
   * `seenAt` is counted and not kept, but for one that expiry would keep. `told` hears of each slice once it is written.
   */
  putSessions(
    sourceId: string,
    sessions: readonly Normalized[],
    seenAt: string,
    fence?: Fence,
    told?: (slice: Written) => void,
  ): Promise<Written>;
  /**
   * Sets all flags of some sessions: what one record proves and what its item's history shows. They hold until a later
   * reading changes the session.
   */
  putFlags(sessions: readonly { id: string; flags: readonly Flag[] }[]): Promise<void>;
  /** Kept by content, so that reading the same records again counts nothing twice; what one reply holds twice counts twice. */
  putRejects(
    sourceId: string,
    rejects: readonly Reject[],
    repeats: readonly RawRecord[],
    seenAt: string,
    fence?: Fence,
  ): Promise<void>;
  /** Names devices, clients, sites and policies, also on sessions already kept; returns what it touched. */
  putInventory(sourceId: string, inventory: Inventory, seenAt: string, fence?: Fence): Promise<Written>;
  putSource(record: SourceRecord, fence?: Fence): Promise<void>;
  /** `readAt` for the items of these devices, of these policies, or (null) of the whole source. */
  putRead(
    sourceId: string,
    scope: { deviceIds?: readonly string[]; policyIds?: readonly string[] } | null,
    readAt: string,
    fence?: Fence,
  ): Promise<void>;
  /**
   * Deletes, in one transaction, what is older than `cut` among the next `rows` sessions from the place `after` (null: the
   * newest before `cut`). Whatever its age, of each item its newest session stays, the newest finished one, its last good
   * one and the first failure of a streak that lasts; so do a session that runs, a policy's run that its devices' states
   * rest on, and the parent of one that stays. Items, devices and policies stay.
   */
  expire(cut: string, after: ExpiryPlace | null, rows: number): Promise<ExpiredSlice>;
  /**
   * Makes what is kept beside the sessions anew from them, in one transaction: from the place `after` on (null: the begin)
   * the newest, last good and failures in a row and the days of so many items, or the hours of so many days of a source. Days
   * and hours that begin before `cut` stay as they are, for their sessions may be gone; null: there are none such.
   */
  rebuild(cut: string | null, after: RebuildPlace | null, size: number): Promise<RebuiltSlice>;
  /**
   * Someone says that what inventories of this source lack since they shrank is gone indeed: it retires as anything else does.
   * Gives how many devices and policies those are; 0 also where the source is not known.
   */
  confirmRemoved(sourceId: string): Promise<number>;
  /**
   * Gives room that deleting left, at most `pages` of the file, back to the system; `freed` is less once a twentieth of
   * the file is left free for what comes, and 0 for a file that cannot be made smaller so.
   */
  giveBack(pages: number): Promise<{ freed: number; tookMs: number }>;

  /** All, or the one that is named. */
  sources(sourceId?: string): Promise<SourceRecord[]>;
  /** By source id. */
  counts(): Promise<Map<string, SourceCounts>>;
  /** Newest first; the newest 1,000 of a source are kept in full, and `total` counts these. */
  rejects(sourceId: string, limit: number, cursor?: string): Promise<Page<Reject & { seenAt: string }>>;
  /** Types that Lastgood does not know, with the number of their sessions. */
  unknownTypes(): Promise<{ sourceId: string; vendorType: string; sessions: number }[]>;

  /** `itemId`: the protected item it counts for; null where it counts for none. */
  session(
    id: string,
  ): Promise<(Session & { raw: RawRecord | null; children: Session[]; itemId: string | null }) | null>;
  sessions(query: SessionQuery, asker?: MayStop): Promise<Page<Session>>;
  /** All that match, in slices, for export; `sort` as in SessionQuery. */
  streamSessions(filter: SessionFilter, sort: string, asker?: MayStop): AsyncIterable<Session[]>;
  /**
   * Every protected item, or those of them that are named, each with its newest runs: at most `runs`, none before
   * `since`. A policy's or container's item whose devices count in its place is none.
   */
  histories(
    options: { itemIds?: readonly string[]; runs: number; since?: string },
    asker?: MayStop,
  ): Promise<ItemHistory[]>;
  /** Ids of all protected items, the devices of one policy one after the other. */
  itemIds(): Promise<string[]>;
  /** When each item, or each of those named, was last read in whole, by item id; an item that never was is missing. */
  reads(itemIds?: readonly string[]): Promise<Map<string, string>>;
  /** Devices and policies that an inventory ever listed. */
  inventory(): Promise<InventoryRow[]>;
  /** A line an item of the device or policy. */
  lines(by: { device: string } | { policy: string }, asker?: MayStop): Promise<Line[]>;
  /**
   * Of each of these items its points, oldest first; `from` inclusive, `to` exclusive, null for no bound. Of a line with
   * several times `most` points those stay that a chart of `most` shows: the least and the greatest of each stretch, and the
   * newest that failed or are flagged.
   */
  points(
    itemIds: readonly string[],
    metric: Metric,
    from: string | null,
    to: string | null,
    most: number,
    asker?: MayStop,
  ): Promise<Point[][]>;
  /**
   * An item's sessions summed up by UTC day, or a source's by UTC hour, oldest first: the first `most` of the days or hours
   * that have any and begin from `from` on and before `to`. They outlive the sessions.
   */
  figures(
    of: { item: string } | { source: string },
    from: string,
    to: string,
    most: number,
    asker?: MayStop,
  ): Promise<Figures["rows"]>;
  /** Known Enterprise Manager containers, newest first. */
  containers(sourceId: string, limit: number): Promise<{ sessionId: string; policy: Named }[]>;
  /** Sessions of a source that are still running, or whose `at` is `since` or later; newest first. */
  openSessions(sourceId: string, since: string): Promise<Session[]>;
  /** From then on nothing that another process writes is missed by `heard`. */
  listen(): Promise<void>;
  /** Answers once others wrote (an import, say), with all that was heard since it last answered. One call at a time. */
  heard(): Promise<Heard[]>;
  /** Who of several proxies on this store polls which source. */
  leases: Leases;
  /** What was found damaged since it was opened, in words; null where nothing was. Nothing is written from then on. */
  damage(): string | null;
  /** Answers when the store can be read; rejects with what is wrong. */
  ping(): Promise<void>;
  /** Ends what was begun first. */
  close(): Promise<void>;
}
