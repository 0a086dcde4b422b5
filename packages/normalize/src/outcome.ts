import type { Device, Named, Session, Vendor } from "./session.ts";

/** A vendor's record as it came, decoded, with access links replaced by `[removed]`. */
export interface RawRecord {
  format: "xml" | "json";
  text: string;
}

/** One session with what the store keeps beside it. */
export interface Normalized {
  session: Session;
  /**
   * Names the one protected thing this session counts for, unique within the source; null where it counts for none.
   * Says nothing of whether the session's kind is a backup.
   */
  itemKey: string | null;
  raw: RawRecord;
  /** Azure: whether the session's policy was removed from the appliance; absent where it does not say. */
  policyRemoved?: boolean;
}

/** A record without the means to make an id. */
export interface Reject {
  vendor: Vendor;
  /** Place of the record in the reply, from 0. */
  index: number;
  reason: string;
  /** The record's text as it came. */
  record: string;
}

/** Why a reply is not, or not wholly, a list of sessions; `message` is in the vendor's own words where it gave any. */
export interface ReplyFailure {
  kind: "error-reply" | "not-a-reply" | "cut-off";
  message: string;
  /** The vendor's own code of the error, where it gave one. */
  code: string | null;
}

/** What a reader hands over while it reads, in the order of the reply. */
export interface Sink {
  session(normalized: Normalized): void;
  reject(reject: Reject): void;
}

/** The verdict on a whole reply. */
export interface ReplyEnd {
  /** Records that the reply held: each was given to the sink exactly once. */
  records: number;
  /** Null only when the reply was this vendor's and was read to its end. */
  failure: ReplyFailure | null;
  /** What the envelope said of its length, where it did: `total` over all pages; null otherwise. */
  total: number | null;
  /** Set where every record before a cut is certain, as in CSV, though it is kept as JSON. */
  recordsStand?: boolean;
}

/**
 * Reads one reply as its bytes arrive. `push` never throws for what a vendor sent, and its work is bounded by the
 * bytes it is given, so a caller that pushes 64 kB at a time and yields between never blocks for long.
 */
export interface ReplyReader {
  push(bytes: Uint8Array): void;
  end(): ReplyEnd;
}

/** What a reply does not say itself. Names are null where the caller does not know them either. */
export interface Context {
  sourceId: string;
  /** N-able: the polled device with its client and site. Required there. */
  device?: Device & { client: Named | null; site: Named | null };
  /** Unitrends: the system id that was asked for (`sid`); `0` where none was. */
  systemId?: string;
  /** Unitrends, and the times in Enterprise Manager names: IANA zone; default UTC. */
  timeZone?: string;
  /** Azure: the session whose `protectedItems` these are. */
  parent?: Session;
  /** Enterprise Manager: containers known from earlier replies. */
  knownContainers?: readonly KnownContainer[];
}

/** An Enterprise Manager container session that an earlier reply told of. */
export interface KnownContainer {
  sessionId: string;
  policy: Named;
}

/** A whole reply, read and sorted: records = sessions + rejects + repeats, always. */
export interface Outcome {
  records: number;
  sessions: Normalized[];
  rejects: Reject[];
  repeats: number;
  /** The records that gave way to another of the same session, by text. */
  repeated: RawRecord[];
  failure: ReplyFailure | null;
  total: number | null;
}
