import type { Device, FieldIssue, Named, Session, Vendor } from "@lastgood/normalize";
import type { Insertable } from "kysely";
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
}

const DAY_MS = 86_400_000;

/** A session as it is kept. `firstSeenAt` is of its first reading. */
export function toSessionRow(
  session: Session,
  keys: SessionKeys,
  firstSeenAt: number,
  rawText: string,
): SessionRow {
  const told = {
    ...keys,
    vendor_id: session.vendorId,
    parent_id: session.parentId,
    kind: session.kind,
    status: session.status,
    vendor_type: session.vendorType,
    vendor_status: session.vendorStatus,
    level: session.level,
    workload: session.workload,
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
    error_count: session.errorCount,
    message: session.message,
    flags: flagBits(session.flags),
    issues: session.issues.length === 0 ? null : JSON.stringify(session.issues),
  };
  const content = contentOf(JSON.stringify(told), rawText);
  return settleTime({
    ...told,
    id: session.id,
    at: 0,
    first_seen_at: firstSeenAt,
    status_seen_at: null,
    content,
  });
}

/**
 * Fills `at`. A time over a day ahead of the first sight counts as first sight: it would stand as the newest for years
 * and hide every failure after it. That holds for an end without a start too.
 */
export function settleTime(row: SessionRow): SessionRow {
  const told = row.started_at ?? row.ended_at ?? row.first_seen_at;
  const isAhead = told > row.first_seen_at + DAY_MS;
  const isMarked = isAhead && row.status !== "running";
  return {
    ...row,
    at: isAhead ? row.first_seen_at : told,
    flags: isMarked ? row.flags | flagBits(["clock"]) : row.flags,
  };
}

/** A session's columns with the names that its keys stand for. */
export interface NamedSessionRow
  extends Omit<SessionRow, keyof SessionKeys | "content" | "key" | "status_seen_at"> {
  source_id: string;
  vendor: Vendor;
  device: Device | null;
  policy: Named | null;
  client: Named | null;
  site: Named | null;
}

export function toSession(row: NamedSessionRow): Session {
  return {
    id: row.id,
    sourceId: row.source_id,
    vendor: row.vendor,
    vendorId: row.vendor_id ?? null,
    parentId: row.parent_id ?? null,
    kind: row.kind,
    status: row.status,
    vendorType: row.vendor_type ?? null,
    vendorStatus: row.vendor_status ?? null,
    level: row.level ?? null,
    client: row.client,
    site: row.site,
    device: row.device,
    policy: row.policy,
    workload: row.workload ?? null,
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
    message: row.message ?? null,
    flags: flagsOf(row.flags),
    issues: row.issues ? (JSON.parse(row.issues) as FieldIssue[]) : [],
    firstSeenAt: toIso(row.first_seen_at),
  };
}
