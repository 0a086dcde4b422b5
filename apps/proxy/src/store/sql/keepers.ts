import { type RawBuilder, type SqlBool, sql } from "kysely";
import { FAILURE_CODES, GOOD_CODES, statusCode } from "./codes.ts";
import { flagBits } from "./flag-bits.ts";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";

/** Clocks that are right differ by less. */
export const SKEW_MS = 5 * 60_000;
/** `at` is never further ahead of the first sight than this. */
const LONGEST_AHEAD_MS = 86_400_000;

/** For a list in SQL. */
const codes = (list: readonly number[]) => sql.join(list.map((code) => sql.lit(code)));

const failures = codes(FAILURE_CODES);
const running = sql.lit(statusCode("running"));

type Condition = RawBuilder<SqlBool>;

const column = (table: string, name: string) => sql.ref(`${table}.${name}`);

/** A finished backup that tells when it ran and protected something. */
export function goodIn(table: string): Condition {
  return sql<SqlBool>`(${column(table, "status")} in (${codes(GOOD_CODES)}) and ${datedIn(table)} and (${column(table, "flags")} & ${sql.lit(flagBits(["nothing-protected"]))}) = 0)`;
}

const datedIn = (table: string): Condition =>
  sql`(${column(table, "started_at")} is not null or ${column(table, "ended_at")} is not null)`;

const failureIn = (table: string): Condition => sql`${column(table, "status")} in (${failures})`;

const finishedIn = (table: string): Condition => sql`${column(table, "status")} <> ${running}`;

/** What a verdict can rest on: a failure counts whenever it was, anything else only where it tells when. */
const tellingIn = (table: string): Condition =>
  sql`(${failureIn(table)} or (${finishedIn(table)} and ${datedIn(table)}))`;

/** What ends a streak of failures. */
const endedOtherwiseIn = (table: string): Condition => sql`(not ${failureIn(table)} and ${tellingIn(table)})`;

/** When a run is taken to have been, as its item's history is ordered: soon after it was seen at the latest. */
const orderedIn = (table: string): RawBuilder<number> =>
  sql`(case when coalesce(${column(table, "started_at")}, ${column(table, "ended_at")}, ${column(table, "at")}) > ${column(table, "first_seen_at")} + ${sql.lit(SKEW_MS)} then ${column(table, "first_seen_at")} + ${sql.lit(SKEW_MS)} else ${column(table, "at")} end)`;

/** Whether its item has a newer one that fits. Equal times are no order: then both count as the newest. */
const hasNewer = (fits: Condition): Condition =>
  sql`exists (select 1 from sessions r where r.item_key = c.item_key and r.at > ${orderedIn("c")} and ${orderedIn("r")} > ${orderedIn("c")} and ${fits})`;

const followsFailure: Condition = sql`coalesce((select r.status from sessions r where r.item_key = c.item_key and r.at <= c.at + ${sql.lit(LONGEST_AHEAD_MS)} and ${orderedIn("r")} < ${orderedIn("c")} and ${tellingIn("r")} order by r.at desc, r.key desc limit 1), -1) in (${failures})`;

/**
 * Whether a policy's run is the first, or the first that went wrong, after the newest session of a device within the policy:
 * such a run counts for the device that it did not reach, or tells that the device had left.
 */
const isFirstWithout = (table: string, wrong: Condition | null): Condition => {
  const [item, at] = [column(table, "item_key"), column(table, "at")];
  return sql`exists (select 1 from items d where d.policy_item_key = ${item} and d.latest_at < ${at} and not exists (select 1 from sessions r where r.item_key = ${item} and r.at > d.latest_at and r.at < ${at}${wrong === null ? sql`` : sql` and ${wrong}`}))`;
};

/** One device for all that such a run reached: without any it would seem to have reached none. */
const standsForReached: Condition = sql`not exists (select 1 from sessions r where r.parent_id = c.parent_id and r.key < c.key) and exists (select 1 from sessions p where p.id = c.parent_id and ${isFirstWithout("p", null)})`;

const wrongIn = (table: string): Condition =>
  sql`(${failureIn(table)} or ${column(table, "status")} = ${sql.lit(statusCode("unknown"))})`;

/** What an item's state rests on, however old: cheap conditions first, as each is asked of every session that is old. */
const isNeeded: Condition = sql`(
  c.status = ${running}
  or (c.item_key is not null and (
    not ${hasNewer(sql`1 = 1`)}
    or (${finishedIn("c")} and not ${hasNewer(finishedIn("r"))})
    or (${tellingIn("c")} and not ${hasNewer(tellingIn("r"))})
    or (${goodIn("c")} and not ${hasNewer(goodIn("r"))})
    or (${endedOtherwiseIn("c")} and not ${hasNewer(endedOtherwiseIn("r"))})
    or (${failureIn("c")} and not ${followsFailure} and not ${hasNewer(endedOtherwiseIn("r"))})
    or (c.device_key is null and (${isFirstWithout("c", null)} or (${wrongIn("c")} and ${isFirstWithout("c", wrongIn("r"))})))
    or (c.device_key is not null and c.parent_id is not null and ${standsForReached})
  ))
)`;

/** An old session that is up for going. */
export interface Old {
  key: number;
  id: string;
  parent_id: string | null;
}

/**
 * Those of these old sessions that nothing rests on. What stays: a session that runs; of each item the newest session, the
 * newest finished one, the last good one, the newest that did not fail and the first failure of a streak that lasts; a policy's run that its devices'
 * states rest on, with one of those it reached; and the parent of any session that stays.
 */
export async function withoutKeepers<T extends Old>(tx: Db, old: readonly T[]): Promise<T[]> {
  const needed = new Set<number>();
  for (const some of slices(old, 500)) {
    const keys = sql.join(some.map(({ key }) => sql.lit(key)));
    const { rows } = await sql<{
      key: number;
    }>`select c.key as key from sessions c where c.key in (${keys}) and ${isNeeded}`.execute(tx);
    for (const { key } of rows) needed.add(key);
  }
  let going = old.filter(({ key }) => !needed.has(key));
  for (let before = -1; before !== going.length; ) {
    before = going.length;
    const parents = await parentsOfOthers(tx, going);
    going = going.filter(({ id }) => !parents.has(id));
  }
  return going;
}

/** Ids of those that a session names as its parent which is not among them. */
async function parentsOfOthers(tx: Db, going: readonly Old[]): Promise<Set<string>> {
  const keys = new Set(going.map(({ key }) => key));
  const parents = new Set<string>();
  for (const some of slices(going, 500)) {
    const children = await tx
      .selectFrom("sessions")
      .select(["key", "parent_id"])
      .where(
        "parent_id",
        "in",
        some.map(({ id }) => id),
      )
      .execute();
    for (const { key, parent_id } of children)
      if (parent_id !== null && !keys.has(key)) parents.add(parent_id);
  }
  return parents;
}
