import { parseTimeSpan } from "../../duration.ts";
import { blankSession } from "../../empty-session.ts";
import { createFields, type Fields } from "../../field-reader.ts";
import { finishSession, isBackupKind } from "../../finish-session.ts";
import { asObject } from "../../json-reply.ts";
import type { Normalized } from "../../outcome.ts";
import type { Named } from "../../session.ts";
import { itemTypeOf, kindOf } from "./kinds.ts";
import { type JobSessionRow, type PolicyInfo } from "./schema.ts";
import { statusOf } from "./statuses.ts";

/** What becomes of one row: a session, or the reason why it cannot be one. */
export type RowReading = Omit<Normalized, "raw"> | { reason: string };

/** One row of `jobSessions`: the run of a policy, or the appliance's own work. Sizes and message are told elsewhere. */
export function readJobSession(value: unknown, sourceId: string): RowReading {
  const row: JobSessionRow | null = asObject(value);
  if (row === null) return { reason: "The record is no object" };
  const session = blankSession(sourceId, "veeam-azure");
  const fields = createFields(session.issues);
  const vendorId = fields.id("id", row.id);
  if (vendorId === null) {
    const isItem = Object.hasOwn(row, "resource");
    return {
      reason: isItem ? "A protected item, which needs the session it belongs to" : "The record has no id",
    };
  }
  session.id = `${sourceId}:${vendorId}`;
  session.vendorId = vendorId;
  session.vendorType = fields.id("type", row.type);
  session.vendorStatus = fields.id("status", row.status);
  session.kind = kindOf(session.vendorType);
  session.status = statusOf(session.vendorStatus);
  session.startedAt = fields.time("executionStartTime", row.executionStartTime);
  session.endedAt = fields.time("executionStopTime", row.executionStopTime);
  session.durationMs = fields.duration("executionDuration", row.executionDuration, parseTimeSpan);

  const infoField = asObject(row.backupJobInfo) ? "backupJobInfo" : "healthCheckJobInfo";
  const info: PolicyInfo | null = asObject(row[infoField]);
  if (info) {
    session.policy = readPolicy(info, infoField, sourceId, fields);
    session.selectedItems = fields.integer(
      `${infoField}.protectedInstancesCount`,
      info.protectedInstancesCount,
    );
  } else {
    for (const field of ["backupJobInfo", "healthCheckJobInfo"] as const)
      if (row[field] != null) fields.issue(field, "no object");
  }
  finishSession(session);
  const { type, manual: _joins } = itemTypeOf(session.vendorType);
  const counts = session.policy !== null && isBackupKind(session.kind);
  const itemKey = counts ? `${session.policy?.id}|${type}` : null;
  const policyRemoved = session.policy === null ? undefined : info?.policyRemoved;
  return typeof policyRemoved === "boolean" ? { session, itemKey, policyRemoved } : { session, itemKey };
}

function readPolicy(info: PolicyInfo, infoField: string, sourceId: string, fields: Fields): Named | null {
  const id = fields.id(`${infoField}.policyId`, info.policyId);
  const name = fields.id(`${infoField}.policyName`, info.policyName);
  if (id !== null) return { id: `${sourceId}:${id}`, name };
  // A run that no policy can be told of counts for nothing: that must not pass unseen.
  return fields.issue(`${infoField}.policyId`, "missing");
}
