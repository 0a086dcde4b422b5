import type { Leases } from "./leases.ts";
import type { Db } from "./sql/schema.ts";
import type { Heard } from "./store.ts";

/** What goes on beside writes, never in turn with them: a long write must cost no lease. */
export interface Beside extends Leases {
  /** From then on nothing that another process writes is missed by `heard`. */
  listen(): Promise<void>;
  /** Answers once others wrote, with all that was heard since it last answered. One call at a time. */
  heard(): Promise<Heard[]>;
}

/** A store opened for one role, in whichever dialect. */
export interface Opened {
  db: Db;
  /** Does the work of one call, which ends with Stopped once the flag is set, or with TookTooLong. */
  until?<T>(stop: Int32Array, work: (db: Db) => Promise<T>): Promise<T>;
  /** Several calls may be under way at a time; else a transaction would hold another call's statements. */
  manyAtOnce: boolean;
  /** Of whoever writes; null of whoever only reads. */
  beside: Beside | null;
  /** What went wrong in a call, for whoever runs Lastgood where it can be helped; else the error as it is. */
  toError(error: unknown): unknown;
  close(): Promise<void>;
}
