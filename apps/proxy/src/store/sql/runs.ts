import { type SqlBool, sql } from "kysely";
import type { Run } from "../store.ts";
import { kindAt, levelAt, statusAt } from "./codes.ts";
import { asked, joined, jsonArray } from "./differences.ts";
import { flagsOf } from "./flag-bits.ts";
import { SKEW_MS } from "./keepers.ts";
import type { Db, SessionsTable } from "./schema.ts";
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
  "parent_id",
  "status_before",
] as const satisfies (keyof SessionsTable)[];

/** A run's columns in the order of COLUMNS, its message, when its status was first seen, and when it was. */
export type RunValues = [
  id: string,
  kind: number,
  status: number,
  level: number | null,
  at: number,
  startedAt: number | null,
  endedAt: number | null,
  durationMs: number | null,
  selectedBytes: number | null,
  selectedItems: number | null,
  processedBytes: number | null,
  transferredBytes: number | null,
  errorCount: number | null,
  flags: number,
  parentId: string | null,
  statusBefore: number | null,
  message: string | null,
  statusSeenAt: number,
  firstSeenAt: number,
];

/** JSON text of the runs of each item by its key, newest first. */
export type RunsText = string;
export type RunsByItem = [itemKey: number, runs: RunValues[]][];

/**
 * The newest runs of each of these items, superseded ones too. One look-up an item in the index of its sessions: a window
 * over all of them would read years to show weeks. The rows are made into text by the database and go to the other thread
 * as such: a quarter of a million runs as objects would be made, copied and read three times.
 */
export async function runsOf(
  db: Db,
  itemKeys: readonly number[],
  runs: number,
  since: string | null,
): Promise<RunsText> {
  const from = since === null ? Number.MIN_SAFE_INTEGER : toMs(since);
  return textOf(db, itemKeys, newestFirst(db).where("at", ">=", from).limit(runs));
}

/** The newest good run of each of these items, or none. */
export async function newestGoodOf(db: Db, itemKeys: readonly number[]): Promise<RunsText> {
  const isMarked = sql<SqlBool>`sessions.key = (select good_key from item_marks where item_marks.item_key = asked.key)`;
  return textOf(db, itemKeys, newestFirst(db).where(isMarked));
}

/** As `newestGoodOf` reads it. */
export function isGood({ status, startedAt, endedAt, flags }: Run): boolean {
  const isDated = startedAt !== null || endedAt !== null;
  return (status === "success" || status === "warning") && isDated && !flags.includes("nothing-protected");
}

/** Of the item that is asked for. */
function newestFirst(db: Db) {
  const message = sql`(select text from texts where texts.key = message_key)`;
  const firstSeen = sql.ref("first_seen_at");
  const statusSeen = sql`coalesce(${sql.ref("status_seen_at")}, ${firstSeen})`;
  const values = [...COLUMNS.map((column) => sql.ref(column)), message, statusSeen, firstSeen];
  return db
    .selectFrom("sessions")
    .select(jsonArray(db, values).as("run"))
    .where(sql<SqlBool>`${sql.ref("sessions.item_key")} = ${sql.ref("asked.key")}`)
    .orderBy("at", "desc")
    .orderBy("key", "desc");
}

async function textOf(
  db: Db,
  itemKeys: readonly number[],
  select: ReturnType<typeof newestFirst>,
): Promise<RunsText> {
  const { rows } = await sql<{ key: number; runs: string | null }>`
    select asked.key as key, (select ${joined(db, "run")} from (${select}) as newest) as runs
    from ${asked(db, itemKeys)}`.execute(db);
  return `[${rows.map(({ key, runs }) => `[${key},[${runs ?? ""}]]`).join(",")}]`;
}

/**
 * A run that was seen before its own start began soon after it was seen at the latest: told by a clock that is ahead, it would
 * stand as newer than what began after it, and an old success before a new failure.
 */
function orderedAt(values: RunValues): number {
  const [at, startedAt, endedAt, firstSeenAt] = [values[4], values[5], values[6], values[18]];
  // `at` of what is told a day ahead is when it was first seen: earlier than that of what is told an hour ahead.
  const told = startedAt ?? endedAt ?? at;
  return told > firstSeenAt + SKEW_MS ? firstSeenAt + SKEW_MS : at;
}

/** Newest first, as insight reads them. */
export function inOrder(runs: Run[]): Run[] {
  const isNewer = (a: Run, b: Run) => compare(b.at, a.at) || compare(b.startedAt, a.startedAt);
  return runs.some((run, i) => i > 0 && isNewer(runs[i - 1] as Run, run) > 0) ? runs.sort(isNewer) : runs;
}

const compare = (a: string | null, b: string | null) => ((a ?? "") < (b ?? "") ? -1 : a === b ? 0 : 1);

/** Most runs have none, and a hundred thousand are kept: they share one list that nobody changes. */
const NO_FLAGS = Object.freeze([]) as unknown as Run["flags"];

/** Reads the runs of one answer; what many of them have in common they share. */
export function createToRun(): (values: RunValues) => Run {
  const texts = new Map<string | number, string>();
  /** The same text for the same key, made once. */
  const shared = (key: string | number, make: () => string): string => {
    const known = texts.get(key);
    if (known !== undefined) return known;
    const text = make();
    texts.set(key, text);
    return text;
  };
  return (values) => toRun(values, shared);
}

function toRun(values: RunValues, shared: (key: string | number, make: () => string) => string): Run {
  const at = toIso(orderedAt(values));
  const parentId = values[14];
  return {
    id: values[0],
    kind: kindAt(values[1]),
    status: statusAt(values[2]),
    level: levelAt(values[3]),
    at,
    startedAt: values[5] === orderedAt(values) ? at : toIsoOrNull(values[5]),
    endedAt: toIsoOrNull(values[6]),
    durationMs: values[7],
    selectedBytes: values[8],
    selectedItems: values[9],
    processedBytes: values[10],
    transferredBytes: values[11],
    errorCount: values[12],
    flags: values[13] === 0 ? NO_FLAGS : flagsOf(values[13]),
    message: values[16],
    parentId: parentId === null ? null : shared(parentId, () => parentId),
    statusSeenAt: shared(values[17], () => toIso(values[17])),
    statusBefore: values[15] === null ? null : statusAt(values[15]),
  };
}
