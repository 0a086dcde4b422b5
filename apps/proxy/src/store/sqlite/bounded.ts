import type { DatabaseSync } from "node:sqlite";
import {
  AndNode,
  type KyselyPlugin,
  ParensNode,
  type RootOperationNode,
  sql,
  TableNode,
  WhereNode,
} from "kysely";
import type { Db } from "../sql/schema.ts";
import { Stopped, TookTooLong } from "../store.ts";

/** How long one question of a viewer may keep the thread from all others. */
const LIMIT_MS = 10_000;
const TOO_LONG = `it takes longer than ${LIMIT_MS / 1_000} s to read this; narrow the filter or the times`;
/** Rows between two looks, by their keys: a look takes 0.15 µs, more than SQLite needs for a row of an index. */
const LOOK_EVERY = 256;

const goesOn =
  sql`((${sql.ref("sessions.key")} & ${sql.lit(LOOK_EVERY - 1)}) <> 0 or goes_on())`.toOperationNode();

/**
 * The same database for calls that may be stopped by a flag that another thread sets, or by their time: node:sqlite has
 * no interrupt, so that what reads sessions asks by a function of its own, ahead of every other condition on a row.
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
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => watched(node),
    async transformResult({ result }) {
      look();
      return result;
    },
  };
  const bounded = db.withPlugin(watch);
  return (flag) => {
    isStopped = flag as Int32Array<ArrayBuffer>;
    until = now() + LIMIT_MS;
    return bounded;
  };
}

function watched(node: RootOperationNode): RootOperationNode {
  if (node.kind !== "SelectQueryNode") return node;
  const [from] = node.from?.froms ?? [];
  if (from === undefined || !TableNode.is(from) || from.table.identifier.name !== "sessions") return node;
  const { where } = node;
  const condition = where === undefined ? goesOn : AndNode.create(goesOn, ParensNode.create(where.where));
  return { ...node, where: WhereNode.create(condition) };
}
