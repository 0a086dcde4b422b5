import { STATUSES } from "@lastgood/normalize";
import { sql } from "kysely";
import { FAILURE_CODES, GOOD_CODES, statusCode } from "./codes.ts";
import { flagBits } from "./flag-bits.ts";
import type { Db, ItemMarksTable } from "./schema.ts";
import type { SessionRow } from "./session-row.ts";
import { slices } from "./slices.ts";
import { statementFor } from "./template.ts";

type Marked = Pick<SessionRow, "status" | "at" | "flags" | "started_at" | "ended_at"> & { key: number };

const RUNNING = statusCode("running");
const OTHERS = STATUSES.map(statusCode).filter((code) => code !== RUNNING && !FAILURE_CODES.includes(code));
const NOTHING_PROTECTED = flagBits(["nothing-protected"]);

const isDated = ({ started_at, ended_at }: Marked) => started_at != null || ended_at != null;
const isGood = (row: Marked) =>
  GOOD_CODES.includes(row.status) && isDated(row) && (row.flags & NOTHING_PROTECTED) === 0;

const put = statementFor<ItemMarksTable>(
  ["item_key", "newest_key", "newest_at", "good_key", "failing_key", "failures"],
  (db, rows) =>
    db
      .insertInto("item_marks")
      .values(rows)
      .onConflict((oc) =>
        oc.column("item_key").doUpdateSet((eb) => ({
          newest_key: eb.ref("excluded.newest_key"),
          newest_at: eb.ref("excluded.newest_at"),
          good_key: eb.ref("excluded.good_key"),
          failing_key: eb.ref("excluded.failing_key"),
          failures: eb.ref("excluded.failures"),
        })),
      ),
);

/** Notes what one slice writes of each item, to bring the items' marks up to it in the end. */
export function createMarks() {
  const added = new Map<number, Marked[]>();
  const anew = new Set<number>();
  return {
    added(itemKey: number | null, row: Marked): void {
      if (itemKey === null) return;
      const known = added.get(itemKey);
      if (known) known.push(row);
      else added.set(itemKey, [row]);
    },
    changed(...itemKeys: (number | null)[]): void {
      for (const key of itemKeys) if (key !== null) anew.add(key);
    },
    async write(tx: Db): Promise<void> {
      const known = await knownMarks(
        tx,
        [...added.keys()].filter((key) => !anew.has(key)),
      );
      const next: ItemMarksTable[] = [];
      for (const [itemKey, rows] of added) {
        const marks = known.get(itemKey) ?? unmarked(itemKey);
        const [oldest] = rows.sort((a, b) => a.at - b.at || a.key - b.key);
        if (anew.has(itemKey) || oldest === undefined) continue;
        if (oldest.at < marks.newest_at) anew.add(itemKey);
        else next.push(rows.reduce(following, marks));
      }
      for (const key of anew) next.push(await markAnew(tx, key));
      await put(tx, next);
    },
  };
}

const unmarked = (item_key: number): ItemMarksTable => ({
  item_key,
  newest_key: null,
  newest_at: Number.MIN_SAFE_INTEGER,
  good_key: null,
  failing_key: null,
  failures: 0,
});

async function knownMarks(tx: Db, itemKeys: readonly number[]): Promise<Map<number, ItemMarksTable>> {
  const known = new Map<number, ItemMarksTable>();
  for (const some of slices(itemKeys, 1000)) {
    const rows = await tx.selectFrom("item_marks").selectAll().where("item_key", "in", some).execute();
    for (const row of rows) known.set(row.item_key, row);
  }
  return known;
}

/** The marks once a session that is newer than all before is there. */
function following(marks: ItemMarksTable, row: Marked): ItemMarksTable {
  const next = { ...marks, newest_key: row.key, newest_at: row.at };
  if (isGood(row)) next.good_key = row.key;
  if (FAILURE_CODES.includes(row.status)) {
    next.failures = marks.failures + 1;
    next.failing_key = marks.failing_key ?? row.key;
  } else if (row.status !== RUNNING && isDated(row)) {
    next.failures = 0;
    next.failing_key = null;
  }
  return next;
}

/** Reads an item's marks from its sessions: from the newest back to the last that did not fail. */
export async function markAnew(tx: Db, itemKey: number): Promise<ItemMarksTable> {
  const newestFirst = tx
    .selectFrom("sessions")
    .select(["key", "at"])
    .where("item_key", "=", itemKey)
    .orderBy("at", "desc")
    .orderBy("key", "desc")
    .limit(1);
  const dated = newestFirst.where((eb) =>
    eb.or([eb("started_at", "is not", null), eb("ended_at", "is not", null)]),
  );
  const newest = await newestFirst.executeTakeFirst();
  const good = await dated
    .where("status", "in", GOOD_CODES)
    .where(sql<number>`flags & ${sql.lit(NOTHING_PROTECTED)}`, "=", 0)
    .executeTakeFirst();
  const other = await dated.where("status", "in", OTHERS).executeTakeFirst();
  let failing = tx
    .selectFrom("sessions")
    .where("item_key", "=", itemKey)
    .where("status", "in", FAILURE_CODES);
  if (other !== undefined)
    failing = failing.where((eb) =>
      eb.or([eb("at", ">", other.at), eb.and([eb("at", "=", other.at), eb("key", ">", other.key)])]),
    );
  const first = await failing.select("key").orderBy("at").orderBy("key").limit(1).executeTakeFirst();
  const { failures } = await failing
    .select((eb) => eb.fn.countAll<number>().as("failures"))
    .executeTakeFirstOrThrow();
  return {
    item_key: itemKey,
    newest_key: newest?.key ?? null,
    newest_at: newest?.at ?? Number.MIN_SAFE_INTEGER,
    good_key: good?.key ?? null,
    failing_key: first?.key ?? null,
    failures,
  };
}

/** Marks these items anew from their sessions. */
export async function markItems(tx: Db, itemKeys: readonly number[]): Promise<void> {
  const rows: ItemMarksTable[] = [];
  for (const key of itemKeys) rows.push(await markAnew(tx, key));
  await put(tx, rows);
}
