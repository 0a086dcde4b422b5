import type { READS, WRITES } from "../sql/operations.ts";

export type Role = "reads" | "writes";
export type Operations = {
  reads: typeof READS;
  writes: typeof WRITES;
};

/** Where the store is: a file's path, or a PostgreSQL server's address with all that it takes to log on. */
export type Place = { file: string } | { server: string };

export interface WorkerSetup {
  role: Role;
  place: Place;
}

export interface Call {
  number: number;
  name: string;
  args: unknown[];
  /** Shared: not 0 once nobody waits for the answer any more. Absent of a call that ends by itself. */
  stop?: Int32Array;
}

/** To end: what was asked before is answered first. */
export const CLOSE = "close";

export interface Failure {
  name: string;
  message: string;
  stack: string | undefined;
  isDamage: boolean;
}

/** `number` is the call's; of the answer to opening it is 0. */
export type Answer = { number: number; value: unknown } | { number: number; failure: Failure };
