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

export async function readPoints(
  db: Db,
  itemIds: readonly string[],
  metric: Metric,
  from: string | null,
  to: string | null,
  most: number,
): Promise<Point[][]> {
  const lines: Point[][] = [];
  for (const id of itemIds) {
    const item = await db.selectFrom("items").select("key").where("id", "=", id).executeTakeFirst();
    if (item === undefined) lines.push([]);
    else lines.push(await pointsOf(db, item.key, COLUMN[metric], { from, to, most }));
  }
  return lines;
}

async function pointsOf(
  db: Db,
  itemKey: number,
  column: (typeof COLUMN)[Metric],
  { from, to, most }: { from: string | null; to: string | null; most: number },
): Promise<Point[]> {
  let within = db.selectFrom("sessions").where("item_key", "=", itemKey);
  if (from !== null) within = within.where("at", ">=", toMs(from));
  if (to !== null) within = within.where("at", "<", toMs(to));
  const { points, first, last } = await within
    .select((eb) => [
      eb.fn.countAll<number>().as("points"),
      eb.fn.min("at").as("first"),
      eb.fn.max("at").as("last"),
    ])
    .executeTakeFirstOrThrow();
  let shown = within;
  if (points > most * THINNED_FROM) {
    // Written out: SQLite takes a number that is handed over for one with a fraction.
    const length = sql.lit(Math.max(1, Math.ceil((last - first + 1) / most)));
    const stretch = sql<number>`(at - ${sql.lit(first)}) / ${length}`;
    const value = sql.ref(column);
    const ends = within
      .where(column, "is not", null)
      .select([
        stretch.as("stretch"),
        sql<number>`min(${value})`.as("low"),
        sql<number>`max(${value})`.as("high"),
      ])
      .groupBy("stretch");
    const kept = db
      .with("ends", () => ends)
      .with("numbered", () =>
        within
          .where(column, "is not", null)
          .select(["key", stretch.as("stretch"), sql<number>`${value}`.as("value")]),
      )
      .selectFrom("numbered")
      .innerJoin("ends", "ends.stretch", "numbered.stretch")
      .where((eb) => eb.or([eb("value", "=", eb.ref("low")), eb("value", "=", eb.ref("high"))]))
      .select((eb) => eb.fn.min("numbered.key").as("key"))
      .groupBy(["numbered.stretch", "value"]);
    const wrong = within
      .where((eb) => eb.or([eb("status", "in", FAILURE_CODES), eb("flags", "<>", 0)]))
      .select("key")
      .orderBy("at", "desc")
      .limit(most);
    const keys = new Set<number>();
    for (const { key } of [...(await kept.execute()), ...(await wrong.execute())]) keys.add(key);
    shown = within.where(sql<SqlBool>`key in (select asked.key from ${asked(db, [...keys])})`);
  }
  const rows = await shown
    .select(["id", "status", "flags", "level", "at", `${column} as value`])
    .orderBy("at")
    .orderBy("key")
    .execute();
  return rows.map((row) => ({
    ...row,
    at: toIso(row.at),
    status: statusAt(row.status),
    level: levelAt(row.level),
    flags: flagsOf(row.flags),
  }));
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
