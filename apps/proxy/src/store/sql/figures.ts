import { STATUSES, type Status } from "@lastgood/normalize";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DailyFiguresTable, Db, FigureColumns, HourlyFiguresTable } from "./schema.ts";
import type { SessionRow } from "./session-row.ts";
import { statementFor } from "./template.ts";

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** A status's column: `not-started` counts as `not_started`. */
export const STATUS_COLUMNS = STATUSES.map(
  (status) => status.replace("-", "_") as Exclude<Status, "not-started"> | "not_started",
);
export const SUMS = ["selected_bytes", "processed_bytes", "transferred_bytes", "duration_sum"] as const;
const COLUMNS = [...STATUS_COLUMNS, ...SUMS, "duration_min", "duration_max"] as const;

type Place = Pick<SessionRow, "at" | "source_key" | "item_key">;
type Figured = Place &
  Pick<SessionRow, "status" | "selected_bytes" | "processed_bytes" | "transferred_bytes" | "duration_ms">;

const KINDS = {
  daily: { table: "daily_figures", of: "item_key", period: "day", ms: DAY_MS },
  hourly: { table: "hourly_figures", of: "source_key", period: "hour", ms: HOUR_MS },
} as const;
type Kind = keyof typeof KINDS;

const put = {
  daily: statementFor<DailyFiguresTable>(["item_key", "day", ...COLUMNS], (db, rows) =>
    db
      .insertInto("daily_figures")
      .values(rows)
      .onConflict((oc) => oc.columns(["item_key", "day"]).doUpdateSet(added("daily_figures"))),
  ),
  hourly: statementFor<HourlyFiguresTable>(["source_key", "hour", ...COLUMNS], (db, rows) =>
    db
      .insertInto("hourly_figures")
      .values(rows)
      .onConflict((oc) => oc.columns(["source_key", "hour"]).doUpdateSet(added("hourly_figures"))),
  ),
};

function added(table: string): Record<keyof FigureColumns, RawBuilder<number>> {
  const known = (column: string) => sql.ref<number | null>(`${table}.${column}`);
  const next = (column: string) => sql.ref<number | null>(`excluded.${column}`);
  const sumOf = (column: string): RawBuilder<number> =>
    sql`coalesce(${known(column)} + ${next(column)}, ${known(column)}, ${next(column)})`;
  const better = (column: string, sign: "<" | ">"): RawBuilder<number> =>
    sql`case when ${known(column)} is null or ${next(column)} ${sql.raw(sign)} ${known(column)}
      then ${next(column)} else ${known(column)} end`;
  return {
    ...(Object.fromEntries([...STATUS_COLUMNS, ...SUMS].map((column) => [column, sumOf(column)])) as Record<
      keyof FigureColumns,
      RawBuilder<number>
    >),
    duration_min: better("duration_min", "<"),
    duration_max: better("duration_max", ">"),
  };
}

interface Notes {
  added: Map<string, FigureColumns & { of: number; period: number }>;
  /** What is to be counted anew from the sessions: a greatest or least one may be gone. */
  changed: Map<string, { of: number; period: number }>;
  /** Those of sessions that went by the retention and are kept again: counted before, unless they came too old. */
  returned: Map<string, { of: number; period: number }>;
}

/** Notes what one slice writes, to bring the figures up to it in the end. Days that end by `cut` stay as they are. */
export function createFigures(cut: number) {
  const notes: Record<Kind, Notes> = {
    daily: { added: new Map(), changed: new Map(), returned: new Map() },
    hourly: { added: new Map(), changed: new Map(), returned: new Map() },
  };
  const placesOf = (row: Place) =>
    (["daily", "hourly"] as const).flatMap((kind) => {
      const of = row[KINDS[kind].of];
      if (of == null || row.at < cut) return [];
      const period = Math.floor(row.at / KINDS[kind].ms);
      return { kind, of, period, name: `${of} ${period}` };
    });
  return {
    added(row: Figured): void {
      for (const { kind, of, period, name } of placesOf(row)) {
        const known = notes[kind].added.get(name);
        if (known === undefined) notes[kind].added.set(name, { of, period, ...figuresOf(row) });
        else addTo(known, row);
      }
    },
    changed(...rows: Place[]): void {
      for (const { kind, of, period, name } of rows.flatMap(placesOf))
        notes[kind].changed.set(name, { of, period });
    },
    returned(row: Place): void {
      for (const { kind, of, period, name } of placesOf(row)) notes[kind].returned.set(name, { of, period });
    },
    async write(tx: Db): Promise<void> {
      for (const kind of ["daily", "hourly"] as const) {
        const { added: all, changed, returned } = notes[kind];
        const { of: ofColumn, period: periodColumn } = KINDS[kind];
        const fresh = [...all].flatMap(([name, { of, period, ...figures }]) =>
          changed.has(name) ? [] : { [ofColumn]: of, [periodColumn]: period, ...figures },
        );
        await put[kind](tx, fresh as never);
        // What did not come back of a day still counts in what stands there.
        for (const [name, { of, period }] of returned)
          if (!(await countsMore(tx, kind, of, period))) changed.set(name, { of, period });
        for (const { of, period } of changed.values()) await countAnew(tx, kind, of, period, period + 1);
      }
    },
  };
}

function figuresOf(row: Figured): FigureColumns {
  const counts = Object.fromEntries(
    STATUS_COLUMNS.map((column, code) => [column, Number(code === row.status)]),
  );
  const duration = row.duration_ms ?? null;
  return {
    ...(counts as Record<(typeof STATUS_COLUMNS)[number], number>),
    selected_bytes: row.selected_bytes ?? null,
    processed_bytes: row.processed_bytes ?? null,
    transferred_bytes: row.transferred_bytes ?? null,
    duration_sum: duration,
    duration_min: duration,
    duration_max: duration,
  } as FigureColumns;
}

function addTo(known: FigureColumns, row: Figured): void {
  const next = figuresOf(row);
  for (const column of STATUS_COLUMNS) known[column] += next[column];
  for (const column of SUMS) {
    const value = next[column];
    if (value !== null) known[column] = (known[column] ?? 0) + value;
  }
  const duration = next.duration_sum;
  if (duration === null) return;
  known.duration_min = Math.min(known.duration_min ?? duration, duration);
  known.duration_max = Math.max(known.duration_max ?? duration, duration);
}

/** Whether a period's figures are of more sessions than there are. */
async function countsMore(tx: Db, kind: Kind, of: number, period: number): Promise<boolean> {
  const { table, of: ofColumn, period: periodColumn, ms } = KINDS[kind];
  const counted = sql.join(
    STATUS_COLUMNS.map((column) => sql.ref(column)),
    sql` + `,
  );
  const { rows } = await sql<{ counted: number; kept: number }>`
    select ${counted} as counted, (select count(*) from sessions
      where ${sql.ref(ofColumn)} = ${of} and at >= ${period * ms} and at < ${(period + 1) * ms}) as kept
    from ${sql.table(table)} where ${sql.ref(`${table}.${ofColumn}`)} = ${of} and ${sql.ref(periodColumn)} = ${period}`.execute(
    tx,
  );
  const [row] = rows;
  return row !== undefined && row.counted > row.kept;
}

/** Counts the periods of an item or a source from `from` to `to` (exclusive) anew from its sessions. */
export async function countAnew(tx: Db, kind: Kind, of: number, from: number, to: number): Promise<void> {
  const { table, of: ofColumn, period, ms } = KINDS[kind];
  const counts = STATUS_COLUMNS.map(
    (_, code) => sql`sum(case when status = ${sql.lit(code)} then 1 else 0 end)`,
  );
  const within: RawBuilder<SqlBool> = sql`${sql.ref(ofColumn)} = ${of}`;
  await sql`delete from ${sql.table(table)} where ${within} and ${sql.ref(period)} >= ${from} and ${sql.ref(period)} < ${to}`.execute(
    tx,
  );
  await sql`insert into ${sql.table(table)} (${sql.join([ofColumn, period, ...COLUMNS].map((column) => sql.ref(column)))})
    select ${sql.ref(ofColumn)}, at / ${sql.lit(ms)}, ${sql.join(counts)},
      sum(selected_bytes), sum(processed_bytes), sum(transferred_bytes), sum(duration_ms), min(duration_ms), max(duration_ms)
    from sessions where ${within} and at >= ${from * ms} and at < ${to * ms}
    group by ${sql.ref(ofColumn)}, at / ${sql.lit(ms)}`.execute(tx);
}
