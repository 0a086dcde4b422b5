import type { Db } from "./sql/schema.ts";

/** A store opened for one role, in whichever dialect. */
export interface Opened {
  db: Db;
  /** Does the work of one call, which ends with Stopped once the flag is set, or with TookTooLong. */
  until?<T>(stop: Int32Array, work: (db: Db) => Promise<T>): Promise<T>;
  /** Several calls may be under way at a time; else a transaction would hold another call's statements. */
  manyAtOnce: boolean;
  /** A number that changes when another process wrote. */
  othersVersion(): Promise<number>;
  /** What went wrong in a call, for whoever runs Lastgood where it can be helped; else the error as it is. */
  toError(error: unknown): unknown;
  close(): Promise<void>;
}
