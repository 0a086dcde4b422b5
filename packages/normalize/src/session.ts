/** The vendors Lastgood reads; a source is one configured installation or account of one of them. */
export const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;
export type Vendor = (typeof VENDORS)[number];

export const KINDS = [
  "backup",
  "snapshot",
  "copy",
  "restore",
  "verification",
  "retention",
  "repository",
  "other",
] as const;
export type Kind = (typeof KINDS)[number];

/** What a protected item needs: only these kinds count towards its state. */
export const BACKUP_KINDS = ["backup", "snapshot", "copy"] as const satisfies readonly Kind[];

export const STATUSES = [
  "success",
  "warning",
  "failed",
  "interrupted",
  "canceled",
  "not-started",
  "running",
  "unknown",
] as const;
export type Status = (typeof STATUSES)[number];

/** Failed, or ended without a backup: all the same to who needs one. */
export const FAILED_STATUSES: readonly Status[] = ["failed", "interrupted", "canceled", "not-started"];

export const LEVELS = ["full", "incremental", "differential"] as const;
export type Level = (typeof LEVELS)[number];

export const DEVICE_KINDS = ["server", "workstation", "vm", "database", "share", "other"] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/**
 * What looks wrong though the vendor called it fine. One record alone proves the first three, so
 * normalize sets them; the proxy adds the others, which need an item's history.
 */
export const FLAGS = [
  "nothing-protected",
  "errors-counted",
  "clock",
  "nothing-transferred",
  "selection-shrank",
  "transfer-spike",
  "too-fast",
  "too-slow",
  "stuck",
] as const;
export type Flag = (typeof FLAGS)[number];

/** A named thing of a source. `id` is `source:the vendor's own id`; `name` is null where the reply does not tell it. */
export interface Named {
  id: string;
  name: string | null;
}

/** One protected machine. `kind` is null where untold. */
export interface Device extends Named {
  kind: DeviceKind | null;
}

/** A field of the vendor's record that could not be read; the session's own field is then null. */
export interface FieldIssue {
  field: string;
  problem: string;
}

/**
 * One run, of a policy or of one device within a policy's run (then it has a `parentId`).
 * Times are ISO 8601 in UTC with milliseconds, sizes bytes, durations milliseconds, both integers.
 * What is absent is null, never a missing key, and never 0.
 */
export interface Session {
  id: string;
  sourceId: string;
  vendor: Vendor;
  vendorId: string | null;
  parentId: string | null;
  kind: Kind;
  status: Status;
  /** The vendor's own words, untouched; null where it says none. */
  vendorType: string | null;
  vendorStatus: string | null;
  level: Level | null;
  client: Named | null;
  site: Named | null;
  device: Device | null;
  policy: Named | null;
  workload: string | null;
  /** startedAt, else endedAt, else firstSeenAt: what sessions are ordered by. Null only while firstSeenAt is. */
  at: string | null;
  startedAt: string | null;
  endedAt: string | null;
  /** The vendor's figure with finer digits cut, else end - start; null while running; never negative. */
  durationMs: number | null;
  selectedBytes: number | null;
  processedBytes: number | null;
  transferredBytes: number | null;
  changedBytes: number | null;
  selectedItems: number | null;
  processedItems: number | null;
  removedItems: number | null;
  changedItems: number | null;
  errorCount: number | null;
  /** The failure's text, where the vendor gives one. Text, never HTML. */
  message: string | null;
  flags: Flag[];
  issues: FieldIssue[];
  /** When Lastgood first had it; null from normalize, which knows no clock. */
  firstSeenAt: string | null;
}
