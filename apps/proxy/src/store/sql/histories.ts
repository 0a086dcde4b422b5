import { type SqlBool, sql } from "kysely";
import type { ItemHistory, Run } from "../store.ts";
import { flagBits, flagsOf } from "./flag-bits.ts";
import { selectItems, toItem } from "./item-select.ts";
import type { Db, SessionsTable } from "./schema.ts";
import { slices } from "./slices.ts";
import { template } from "./template.ts";
import { toIso, toIsoOrNull, toMs } from "./time.ts";

const COLUMNS = [
  "id",
  "kind",
  "status",
  "level",
  "at",
  "started_at",
  "ended_at",
  "duration_ms",
  "selected_bytes",
  "selected_items",
  "processed_bytes",
  "transferred_bytes",
  "error_count",
  "flags",
  "message",
  "first_seen_at",
  "parent_id",
] as const satisfies (keyof SessionsTable)[];

type RunRow = Pick<SessionsTable, (typeof COLUMNS)[number]>;

/** Keys of the items that count, or of those of them that are named. */
export async function itemKeys(db: Db, itemIds: readonly string[] | null): Promise<number[]> {
  const all = db.selectFrom("items").select("key").where("superseded", "=", 0).orderBy("key");
  if (itemIds === null) return (await all.execute()).map(({ key }) => key);
  const keys: number[] = [];
  for (const ids of slices(itemIds, 1000)) {
    keys.push(...(await all.where("id", "in", ids).execute()).map(({ key }) => key));
  }
  return keys;
}

/** An item's history without its policy's runs, which many items share: `policyItemKey` is what to ask `runsOf` for. */
export type OwnHistory = Omit<ItemHistory, "policyRuns"> & { policyItemKey: number | null };

export async function historiesOf(
  db: Db,
  keys: readonly number[],
  runs: number,
  since: string | null,
): Promise<OwnHistory[]> {
  const rows = await selectItems(db)
    .where("items.key", "in", [...keys])
    .orderBy("items.key")
    .execute();
  const newest = newestRuns(db, runs, since);
  const histories: OwnHistory[] = [];
  for (const row of rows) {
    const own = await newest(row.key);
    const lastGood = own.find(isGood) ?? (await newestGood(db, row.key));
    histories.push({ item: toItem(row), runs: own, lastGood, policyItemKey: row.policy_item_key });
  }
  return histories;
}

/** The newest runs of each of these items, superseded ones too. */
export async function runsOf(
  db: Db,
  keys: readonly number[],
  runs: number,
  since: string | null,
): Promise<[key: number, runs: Run[]][]> {
  const newest = newestRuns(db, runs, since);
  const found: [number, Run[]][] = [];
  for (const key of keys) found.push([key, await newest(key)]);
  return found;
}

/** One look-up an item in the index of its sessions: a window over all of them would read years to show weeks. */
function newestRuns(db: Db, runs: number, since: string | null): (itemKey: number) => Promise<Run[]> {
  const from = since === null ? Number.MIN_SAFE_INTEGER : toMs(since);
  const query = template<{ item_key: number }>(["item_key"], ({ item_key }) =>
    db
      .selectFrom("sessions")
      .select(COLUMNS)
      .where("item_key", "=", item_key)
      .where("at", ">=", from)
      .orderBy("at", "desc")
      .orderBy("key", "desc")
      .limit(runs),
  );
  return async (item_key) => (await db.executeQuery<RunRow>(query({ item_key }))).rows.map(toRun);
}

function isGood(run: Run): boolean {
  return (run.status === "success" || run.status === "warning") && !run.flags.includes("nothing-protected");
}

async function newestGood(db: Db, itemKey: number): Promise<Run | null> {
  const row = await db
    .selectFrom("sessions")
    .select(COLUMNS)
    .where("item_key", "=", itemKey)
    .where("status", "in", ["success", "warning"])
    .where((eb) => sql<SqlBool>`(${eb.ref("flags")} & ${flagBits(["nothing-protected"])}) = 0`)
    .orderBy("at", "desc")
    .orderBy("key", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    level: row.level,
    at: toIso(row.at),
    startedAt: toIsoOrNull(row.started_at),
    endedAt: toIsoOrNull(row.ended_at),
    durationMs: row.duration_ms,
    selectedBytes: row.selected_bytes,
    selectedItems: row.selected_items,
    processedBytes: row.processed_bytes,
    transferredBytes: row.transferred_bytes,
    errorCount: row.error_count,
    flags: flagsOf(row.flags),
    message: row.message,
    firstSeenAt: toIso(row.first_seen_at),
    parentId: row.parent_id,
  };
}
