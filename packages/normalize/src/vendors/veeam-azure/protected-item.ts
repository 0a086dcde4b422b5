import { blankSession } from "../../empty-session.ts";
import { createFields, type Fields } from "../../field-reader.ts";
import { finishSession, isBackupKind } from "../../finish-session.ts";
import { asObject } from "../../json-reply.ts";
import type { DeviceKind, Session, Status } from "../../session.ts";
import type { RowReading } from "./job-session.ts";
import { itemTypeOf } from "./kinds.ts";
import { type ProtectedItemRow, type Rates, type Resource, type RunRow } from "./schema.ts";
import { statusOf } from "./statuses.ts";

/** One row of `protectedItems`: what the parent's run did for one resource. */
export function readProtectedItem(value: unknown, parent: Session, sourceId: string): RowReading {
  const row: ProtectedItemRow | null = asObject(value);
  if (row === null) return { reason: "The record is no object" };
  const resource: Resource = asObject(row.resource) ?? {};
  const session = blankSession(sourceId, "veeam-azure");
  const fields = createFields(session.issues);
  const resourceId = fields.id("resource.id", resource.id);
  if (resourceId === null) return { reason: "The record names no resource" };
  const resourceType = fields.id("resource.resourceType", resource.resourceType);

  session.id = `${parent.id}:${resourceId}`;
  session.vendorId = resourceId;
  session.parentId = parent.id;
  session.kind = parent.kind;
  session.vendorType = parent.vendorType;
  session.policy = parent.policy;
  session.workload = resourceType;
  const name =
    fields.id("resource.displayName", resource.displayName) ?? fields.id("resource.name", resource.name);
  session.device = { id: `${sourceId}:${resourceId}`, name, kind: deviceKindOf(resourceType) };

  const run = readRuns(row.runs, fields);
  if (run === null) {
    session.status = parent.status === "running" ? "running" : "unknown";
  } else {
    const rates: Rates = asObject(run.row.rates) ?? {};
    session.status = run.status;
    session.vendorStatus = run.word;
    session.startedAt = run.startedAt;
    session.endedAt = fields.time("runs.endTime", run.row.endTime);
    session.selectedBytes = fields.integer("runs.rates.totalDataBytes", rates.totalDataBytes);
    session.processedBytes = fields.integer("runs.rates.processedDataBytes", rates.processedDataBytes);
    session.transferredBytes = fields.integer("runs.rates.transferredDataBytes", rates.transferredDataBytes);
  }
  return { session: finishSession(session), itemKey: itemKeyOf(session) };
}

/** A run that a person started counts only with the policy that stands behind it. */
function itemKeyOf({ kind, vendorType, device, policy }: Session): string | null {
  const { type, manual } = itemTypeOf(vendorType);
  if (!isBackupKind(kind) || (manual && policy === null)) return null;
  return `${device?.id}|${policy?.id ?? ""}|${type}`;
}

interface Run {
  row: RunRow;
  startedAt: string | null;
  word: string | null;
  status: Status;
}

const WORST_FIRST: readonly Status[] = [
  "failed",
  "interrupted",
  "canceled",
  "not-started",
  "unknown",
  "running",
  "warning",
  "success",
];

/**
 * The run that started last, of those that started together the worst. A run whose start cannot be read may have been
 * the last one: it too counts if it is worse, so that it never hides behind an earlier success.
 */
function readRuns(value: unknown, fields: Fields): Run | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return fields.issue("runs", "no list");
  const runs = (Array.isArray(value) ? value : [value]).map((row: unknown) => readRun(row, fields));
  const latest = runs.reduce(
    (start, run) => (run.startedAt && run.startedAt > start ? run.startedAt : start),
    "",
  );
  const candidates = runs.filter((run) => run.startedAt === null || run.startedAt === latest);
  return candidates.sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status))[0] ?? null;
}

function readRun(value: unknown, fields: Fields): Run {
  const row: RunRow = asObject(value) ?? {};
  const word = fields.id("runs.status", row.status);
  return { row, word, status: statusOf(word), startedAt: fields.time("runs.startTime", row.startTime) };
}

const DEVICE_KIND_BY_WORD: readonly (readonly [RegExp, DeviceKind])[] = [
  [/virtual ?machine|^vm$/i, "vm"],
  [/sql|postgres|mongo|cosmos|database/i, "database"],
  [/file ?share/i, "share"],
];

/** The vendor's pages do not list the words of `resourceType`, so they are told by what they contain. */
export function deviceKindOf(resourceType: string | null): DeviceKind | null {
  if (resourceType === null) return null;
  return DEVICE_KIND_BY_WORD.find(([word]) => word.test(resourceType))?.[1] ?? "other";
}
