import type { DatabaseSync } from "node:sqlite";
import { watchReads } from "../sql/goes-on.ts";
import type { Db } from "../sql/schema.ts";
import { READ_LIMIT_MS, Stopped, TookTooLong } from "../store.ts";

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
    if (now() > until) throw new TookTooLong();
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
    until = now() + READ_LIMIT_MS;
    return bounded;
  };
}
