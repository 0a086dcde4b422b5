import type { DatabaseSync } from "node:sqlite";
import { watchReads } from "../sql/goes-on.ts";
import type { Db } from "../sql/schema.ts";
import { Stopped, TookTooLong } from "../store.ts";

/** How long one question of a viewer may keep the thread from all others. */
const LIMIT_MS = 10_000;
const TOO_LONG = `it takes longer than ${LIMIT_MS / 1_000} s to read this; narrow the filter or the times`;

/**
 * The same database for calls that may be stopped by a flag that another thread sets, or by their time: node:sqlite has
 * no interrupt, so that a function of its own is called within long scans and between statements.
 */
export function createBounded(
  file: DatabaseSync,
  db: Db,
  now = () => performance.now(),
): (flag: Int32Array) => Db {
  let isStopped = new Int32Array(1);
  let until = 0;
  const look = () => {
    if (Atomics.load(isStopped, 0) !== 0) throw new Stopped();
    if (now() > until) throw new TookTooLong(TOO_LONG);
    return 1;
  };
  file.function("goes_on", look);
  const bounded = db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      look();
      return result;
    },
  });
  watchReads(bounded);
  return (flag) => {
    isStopped = flag as Int32Array<ArrayBuffer>;
    until = now() + LIMIT_MS;
    return bounded;
  };
}
