import { STATUSES, type Status } from "@lastgood/normalize";
import { sql } from "kysely";
import type { Figures } from "../../contract.ts";
import { DAY_MS, HOUR_MS, STATUS_COLUMNS, SUMS } from "./figures.ts";
import type { Db, FigureColumns } from "./schema.ts";
import { toIso, toMs } from "./time.ts";

/** A sum may be larger than an integer that JavaScript can hold. */
const sums = SUMS.map((column) =>
  sql<number | null>`cast(${sql.ref(column)} as double precision)`.as(column),
);
const FIGURES = [...STATUS_COLUMNS, "duration_min", "duration_max"] as const;

/** Of an item its days, of a source its hours: the first `most` of those that begin from `from` on and before `to`. */
export async function readFigures(
  db: Db,
  of: { item: string } | { source: string },
  from: string,
  to: string,
  most: number,
): Promise<Figures["rows"]> {
  const within = (ms: number) => [Math.ceil(toMs(from) / ms), Math.ceil(toMs(to) / ms)] as const;
  if ("item" in of) {
    const [first, end] = within(DAY_MS);
    const rows = await db
      .selectFrom("daily_figures")
      .innerJoin("items", "items.key", "daily_figures.item_key")
      .select(["day", ...FIGURES])
      .select(sums)
      .where("items.id", "=", of.item)
      .where("day", ">=", first)
      .where("day", "<", end)
      .orderBy("day")
      .limit(most)
      .execute();
    return rows.map((row) => ({ at: toIso(row.day * DAY_MS), ...figuresOf(row) }));
  }
  const [first, end] = within(HOUR_MS);
  const rows = await db
    .selectFrom("hourly_figures")
    .innerJoin("sources", "sources.key", "hourly_figures.source_key")
    .select(["hour", ...FIGURES])
    .select(sums)
    .where("sources.id", "=", of.source)
    .where("hour", ">=", first)
    .where("hour", "<", end)
    .orderBy("hour")
    .limit(most)
    .execute();
  return rows.map((row) => ({ at: toIso(row.hour * HOUR_MS), ...figuresOf(row) }));
}

function figuresOf(row: FigureColumns): Omit<Figures["rows"][number], "at"> {
  const counts = STATUSES.map((status, code) => [
    status,
    row[STATUS_COLUMNS[code] as (typeof STATUS_COLUMNS)[number]],
  ]);
  const { duration_sum: sum, duration_min: min, duration_max: max } = row;
  return {
    counts: Object.fromEntries(counts) as Record<Status, number>,
    selectedBytes: row.selected_bytes,
    processedBytes: row.processed_bytes,
    transferredBytes: row.transferred_bytes,
    durationMs: sum === null || min === null || max === null ? null : { sum, min, max },
  };
}
