import {
  type Device,
  type FieldIssue,
  LEVELS,
  type Named,
  type Session,
  type Vendor,
} from "@lastgood/normalize";
import type { Insertable } from "kysely";
import { codeOf, kindAt, kindCode, levelAt, statusAt, statusCode } from "./codes.ts";
import { contentOf } from "./content.ts";
import { flagBits, flagsOf } from "./flag-bits.ts";
import type { SessionsTable } from "./schema.ts";
import { toIso, toIsoOrNull, toMsOrNull } from "./time.ts";

export type SessionRow = Insertable<SessionsTable>;

/** Keys of what the session names. */
export interface SessionKeys {
  source_key: number;
  device_key: number | null;
  policy_key: number | null;
  client_key: number | null;
  site_key: number | null;
  item_key: number | null;
  type_key: number | null;
  word_key: number | null;
  workload_key: number | null;
  message_key: number | null;
}

/** What a row holds, in one order for all. */
export const SESSION_COLUMNS = [
  "id",
  "source_key",
  "vendor_id",
  "parent_id",
  "kind",
  "status",
  "level",
  "type_key",
  "word_key",
  "device_key",
  "policy_key",
  "client_key",
  "site_key",
  "item_key",
  "workload_key",
  "message_key",
  "at",
  "started_at",
  "ended_at",
  "duration_ms",
  "selected_bytes",
  "processed_bytes",
  "transferred_bytes",
  "changed_bytes",
  "selected_items",
  "processed_items",
  "removed_items",
  "changed_items",
  "error_count",
  "flags",
  "issues",
  "first_seen_at",
  "status_seen_at",
  "status_before",
  "content",
] as const satisfies (keyof SessionRow)[];

const RUNNING = statusCode("running");
const DAY_MS = 86_400_000;

/** All that the vendor said but for names, as one short text: the same text tells that a later reading says nothing else. */
export function contentOfSession(session: Session, keys: SessionKeys, rawText: string): string {
  const { source_key, device_key, policy_key, client_key, site_key, item_key } = keys;
  const told = {
    source_key,
    device_key,
    policy_key,
    client_key,
    site_key,
    item_key,
    vendor_id: session.vendorId,
    parent_id: session.parentId,
    kind: session.kind,
    status: session.status,
    vendor_type: session.vendorType,
    vendor_status: session.vendorStatus,
    level: session.level,
    workload: session.workload,
    ...figuresOf(session),
    error_count: session.errorCount,
    message: session.message,
    flags: flagBits(session.flags),
    issues: issuesOf(session),
  };
  return contentOf(JSON.stringify(told), rawText);
}

function figuresOf(session: Session) {
  return {
    started_at: toMsOrNull(session.startedAt),
    ended_at: toMsOrNull(session.endedAt),
    duration_ms: session.durationMs,
    selected_bytes: session.selectedBytes,
    processed_bytes: session.processedBytes,
    transferred_bytes: session.transferredBytes,
    changed_bytes: session.changedBytes,
    selected_items: session.selectedItems,
    processed_items: session.processedItems,
    removed_items: session.removedItems,
    changed_items: session.changedItems,
  };
}

const issuesOf = ({ issues }: Session) => (issues.length === 0 ? null : JSON.stringify(issues));

/** A session as it is kept. `firstSeenAt` is of its first reading. */
export function toSessionRow(
  session: Session,
  keys: SessionKeys,
  firstSeenAt: number,
  content: string,
): SessionRow {
  const { vendorId } = session;
  return settleTime({
    ...keys,
    vendor_id: vendorId !== null && tailOf(session.id) === vendorId ? "" : vendorId,
    parent_id: session.parentId,
    kind: kindCode(session.kind),
    status: statusCode(session.status),
    level: session.level === null ? null : codeOf(LEVELS, session.level),
    ...figuresOf(session),
    error_count: session.errorCount,
    flags: flagBits(session.flags),
    issues: issuesOf(session),
    id: session.id,
    at: 0,
    first_seen_at: firstSeenAt,
    status_seen_at: null,
    status_before: null,
    content,
  });
}

/** Most ids end with the vendor's own, which is then not kept twice. */
function tailOf(id: string): string {
  const plain = id.includes("~") ? id.slice(0, id.indexOf("~")) : id;
  return plain.slice(plain.lastIndexOf(":") + 1);
}

/**
 * Fills `at`. A time over a day ahead of the first sight counts as first sight: it would stand as the newest for years
 * and hide every failure after it. That holds for an end without a start too.
 */
export function settleTime(row: SessionRow): SessionRow {
  const told = row.started_at ?? row.ended_at ?? row.first_seen_at;
  const isAhead = told > row.first_seen_at + DAY_MS;
  const isMarked = isAhead && row.status !== RUNNING;
  return {
    ...row,
    at: isAhead ? row.first_seen_at : told,
    flags: isMarked ? row.flags | flagBits(["clock"]) : row.flags,
  };
}

/** A session's columns with the names that its keys stand for. */
export interface NamedSessionRow
  extends Omit<SessionRow, keyof SessionKeys | "content" | "key" | "status_seen_at" | "status_before"> {
  vendor_type: string | null;
  vendor_status: string | null;
  workload: string | null;
  message: string | null;
  source_id: string;
}

/** What a row's columns of names tell. */
export interface SessionNames {
  vendor: Vendor;
  device: Device | null;
  policy: Named | null;
  client: Named | null;
  site: Named | null;
}

/** The names come beside the row: copying its sixty columns to add them costs more than all else here. */
export function toSession(row: NamedSessionRow, names: SessionNames): Session {
  return {
    id: row.id,
    sourceId: row.source_id,
    vendor: names.vendor,
    vendorId: row.vendor_id === "" ? tailOf(row.id) : (row.vendor_id ?? null),
    parentId: row.parent_id ?? null,
    kind: kindAt(row.kind),
    status: statusAt(row.status),
    vendorType: row.vendor_type,
    vendorStatus: row.vendor_status,
    level: levelAt(row.level ?? null),
    client: names.client,
    site: names.site,
    device: names.device,
    policy: names.policy,
    workload: row.workload,
    at: toIso(row.at),
    startedAt: toIsoOrNull(row.started_at ?? null),
    endedAt: toIsoOrNull(row.ended_at ?? null),
    durationMs: row.duration_ms ?? null,
    selectedBytes: row.selected_bytes ?? null,
    processedBytes: row.processed_bytes ?? null,
    transferredBytes: row.transferred_bytes ?? null,
    changedBytes: row.changed_bytes ?? null,
    selectedItems: row.selected_items ?? null,
    processedItems: row.processed_items ?? null,
    removedItems: row.removed_items ?? null,
    changedItems: row.changed_items ?? null,
    errorCount: row.error_count ?? null,
    message: row.message,
    flags: flagsOf(row.flags),
    issues: row.issues ? (JSON.parse(row.issues) as FieldIssue[]) : [],
    firstSeenAt: toIso(row.first_seen_at),
  };
}
