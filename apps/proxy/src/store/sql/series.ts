import { type SqlBool, sql } from "kysely";
import type { Metric } from "../../contract.ts";
import type { Line, Point } from "../store.ts";
import { FAILURE_CODES, levelAt, statusAt } from "./codes.ts";
import { asked } from "./differences.ts";
import { flagsOf } from "./flag-bits.ts";
import { type ItemRow, selectItems } from "./item-select.ts";
import type { Db, SessionsTable } from "./schema.ts";
import { toIso, toMs } from "./time.ts";

const COLUMN = {
  durationMs: "duration_ms",
  transferredBytes: "transferred_bytes",
  processedBytes: "processed_bytes",
  selectedBytes: "selected_bytes",
} as const satisfies Record<Metric, keyof SessionsTable>;

export async function readLines(db: Db, by: { device: string } | { policy: string }): Promise<Line[]> {
  const [column, id] =
    "device" in by ? (["devices.id", by.device] as const) : (["policies.id", by.policy] as const);
  const items = await selectItems(db).where(column, "=", id).orderBy("items.key").execute();
  const names = lineNames(items, "device" in by ? "device" : "policy");
  return items.map((item) => ({ itemId: item.id, name: names.get(item.id) ?? item.id }));
}

/** A line of so many times the points of its chart is thinned here: fewer cost less to read than to choose from. */
const THINNED_FROM = 4;

type Column = (typeof COLUMN)[Metric];

interface Span {
  from: string | null;
  to: string | null;
}

function sessionsIn(db: Db, { from, to }: Span) {
  let within = db.selectFrom("sessions");
  if (from !== null) within = within.where("at", ">=", toMs(from));
  if (to !== null) within = within.where("at", "<", toMs(to));
  return within;
}

type Sessions = ReturnType<typeof sessionsIn>;

/** How many sessions an item has in a span, and the times of the first and the last. */
interface Extent {
  key: number;
  id: string;
  points: number;
  first: number;
  last: number;
}

export async function readPoints(
  db: Db,
  itemIds: readonly string[],
  metric: Metric,
  from: string | null,
  to: string | null,
  most: number,
): Promise<Point[][]> {
  if (itemIds.length === 0) return [];
  const column = COLUMN[metric];
  const within = sessionsIn(db, { from, to });
  const extents = await readExtents(within, itemIds);
  const [short, long] = [[] as number[], [] as Extent[]];
  for (const extent of extents) {
    if (extent.points > most * THINNED_FROM) long.push(extent);
    else short.push(extent.key);
  }
  const rows = await readRows(within.where(among(db, "item_key", short)), column);
  for (const extent of long) {
    const ofItem = within.where("item_key", "=", extent.key);
    const shown = await shownKeys(db, ofItem, column, extent, most);
    rows.push(...(await readRows(ofItem.where(among(db, "key", shown)), column)));
  }
  const byItem = Map.groupBy(rows, (row) => row.item_key);
  const keyOf = new Map(extents.map(({ id, key }) => [id, key]));
  return itemIds.map((id) => (byItem.get(keyOf.get(id) ?? null) ?? []).map(toPoint));
}

/** Of the items that have any. */
function readExtents(within: Sessions, itemIds: readonly string[]): Promise<Extent[]> {
  return within
    .innerJoin("items", "items.key", "sessions.item_key")
    .where("items.id", "in", itemIds)
    .select((eb) => [
      "items.key",
      "items.id",
      eb.fn.countAll<number>().as("points"),
      eb.fn.min("at").as("first"),
      eb.fn.max("at").as("last"),
    ])
    .groupBy(["items.key", "items.id"])
    .execute();
}

const among = (db: Db, column: "key" | "item_key", keys: readonly number[]) =>
  sql<SqlBool>`${sql.ref(column)} in (select asked.key from ${asked(db, keys)})`;

/** The least and the greatest of each stretch, and the newest that failed or have a flag. */
async function shownKeys(
  db: Db,
  ofItem: Sessions,
  column: Column,
  { first, last }: Extent,
  most: number,
): Promise<number[]> {
  // Written out: SQLite takes a number that is handed over for one with a fraction.
  const length = sql.lit(Math.max(1, Math.ceil((last - first + 1) / most)));
  const stretch = sql<number>`(at - ${sql.lit(first)}) / ${length}`;
  const value = sql.ref(column);
  const measured = ofItem.where(column, "is not", null);
  const ends = measured
    .select([
      stretch.as("stretch"),
      sql<number>`min(${value})`.as("low"),
      sql<number>`max(${value})`.as("high"),
    ])
    .groupBy("stretch");
  const kept = db
    .with("ends", () => ends)
    .with("numbered", () =>
      measured.select(["key", stretch.as("stretch"), sql<number>`${value}`.as("value")]),
    )
    .selectFrom("numbered")
    .innerJoin("ends", "ends.stretch", "numbered.stretch")
    .where((eb) => eb.or([eb("value", "=", eb.ref("low")), eb("value", "=", eb.ref("high"))]))
    .select((eb) => eb.fn.min("numbered.key").as("key"))
    .groupBy(["numbered.stretch", "value"]);
  const wrong = ofItem
    .where((eb) => eb.or([eb("status", "in", FAILURE_CODES), eb("flags", "<>", 0)]))
    .select("key")
    .orderBy("at", "desc")
    .limit(most);
  const keys = [...(await kept.execute()), ...(await wrong.execute())].map(({ key }) => key);
  return [...new Set(keys)];
}

/** One item after the other, each in time order. */
function readRows(within: Sessions, column: Column) {
  return within
    .select(["item_key", "id", "status", "flags", "level", "at", `${column} as value`])
    .orderBy("item_key")
    .orderBy("at")
    .orderBy("key")
    .execute();
}

function toPoint({
  id,
  status,
  flags,
  level,
  at,
  value,
}: Awaited<ReturnType<typeof readRows>>[number]): Point {
  return {
    id,
    value,
    at: toIso(at),
    status: statusAt(status),
    level: levelAt(level),
    flags: flagsOf(flags),
  };
}

/** What tells an item from the others beside it: what it backs up, or which machine; where that is not enough, more. */
function lineNames(items: readonly ItemRow[], by: "device" | "policy"): Map<string, string> {
  const shortOf = (item: ItemRow) =>
    by === "device"
      ? (item.workload ?? policyAndType(item) ?? item.device_name)
      : (item.device_name ?? item.device_id ?? policyAndType(item));
  const short = items.map(shortOf);
  return new Map(
    items.map((item, place) => {
      const name = short[place];
      const isShared = short.filter((other) => other === name).length > 1;
      const more = by === "device" ? policyAndType(item) : (item.vendor_type ?? item.workload);
      const parts = isShared && more !== name ? [name, more] : [name];
      return [item.id, parts.filter((part) => part != null).join(" · ") || item.id];
    }),
  );
}

function policyAndType(item: ItemRow): string | null {
  const parts = [item.policy_name ?? item.policy_id, item.vendor_type].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}
