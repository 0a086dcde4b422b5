import { blankSession } from "../../empty-session.ts";
import { createFields, type Fields } from "../../field-reader.ts";
import { finishSession, isBackupKind } from "../../finish-session.ts";
import { asObject } from "../../json-reply.ts";
import type { Context, Normalized } from "../../outcome.ts";
import type { Device, Session } from "../../session.ts";
import { epochOf, isFirstOfRepeatedHour, utcText } from "../../time.ts";
import { isImport, kindOf, levelOf } from "./kinds.ts";
import { parseLocalTime } from "./local-time.ts";
import { bytesFromMb, parseDuration } from "./quantities.ts";
import { type BackupRow, presentMembers } from "./schema.ts";
import { type Completeness, statusOf } from "./statuses.ts";
import { plainText } from "./text.ts";

/** What becomes of one row: a session, or the reason why it cannot be one. */
export type RowReading = Omit<Normalized, "raw"> | { reason: string };

/** One row of `POST /api/backups`, of either dialect. */
export function readBackupRow(
  value: unknown,
  { sourceId, systemId = "0", timeZone = "UTC" }: Context,
): RowReading {
  const given = asObject(value);
  if (given === null) return { reason: "The record is no object" };
  const row = presentMembers(given);
  const session = blankSession(sourceId, "unitrends");
  const fields = createFields(session.issues);

  session.vendorType = fields.id("type", row.type);
  session.vendorStatus = fields.id("status", row.status);
  session.kind = kindOf(session.vendorType, isSyncRow(row));
  session.status = statusOf(session.vendorStatus, readCompleteness(row, fields));
  session.level = levelOf(session.vendorType);
  readTimes(session, row, timeZone, fields);
  session.processedBytes = readSize("size", row.size, fields);
  session.transferredBytes = readSize("sync_size", row.sync_size, fields);
  session.processedItems = fields.integer("files", row.files);
  if (session.status !== "success") session.message = plainText(fields.text(row.output ?? row.sync_message));

  const clientId = fields.id("client_id", row.client_id);
  const instanceId = fields.id("instance_id", row.instance_id);
  session.vendorId = fields.id("id", row.id);
  const ownId = session.vendorId ?? idOfNameless(clientId, instanceId, session);
  if (ownId === null)
    return { reason: "The record has no id, nor the client and start that could stand for one" };
  session.id = `${sourceId}:${systemId}:${ownId}`;

  const application = fields.id("app_name", row.app_name);
  if (clientId !== null) {
    const system = `${sourceId}:${systemId}`;
    session.device = readDevice(row, `${system}.${clientId}`, instanceId, fields);
  }
  session.workload = readWorkload(row, application, fields);
  return { session: finishSession(session), itemKey: itemKeyOf(session, instanceId, application) };
}

/** A backup that failed before it began has no id. Its key does not hang on how the vendor wrote the start. */
function idOfNameless(clientId: string | null, instanceId: string | null, session: Session): string | null {
  if (clientId === null || session.startedAt === null) return null;
  return `${clientId}/${instanceId ?? ""}/${session.vendorType ?? ""}/${session.startedAt}`;
}

const COMPLETE: readonly unknown[] = [true, 1, "true", "1"];
const INCOMPLETE: readonly unknown[] = [false, 0, "false", "0"];

function readCompleteness({ complete }: BackupRow, fields: Fields): Completeness {
  if (complete === undefined) return "untold";
  if (COMPLETE.includes(complete)) return "complete";
  if (INCOMPLETE.includes(complete)) return "incomplete";
  fields.issue("complete", "neither true nor false");
  return "unreadable";
}

function readTimes(session: Session, row: BackupRow, zone: string, fields: Fields): void {
  const parse = (text: string) => parseLocalTime(text, zone);
  const startField = row.start_time === undefined ? "start_date_time" : "start_time";
  const duration = typeof row.duration === "number" ? String(row.duration) : row.duration;
  session.startedAt = fields.time(startField, row[startField], parse);
  session.endedAt = fields.time("complete_time", row.complete_time, parse);
  session.durationMs = fields.duration("duration", duration, parseDuration);
  if (session.startedAt === null || session.durationMs === null) return;
  const reckoned = later(session.startedAt, session.durationMs);
  session.endedAt = session.endedAt === null ? reckoned : inRightHour(session.endedAt, reckoned, zone);
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** An end in the hour that occurs twice is read in its first half; the duration tells where the second one was meant. */
function inRightHour(endedAt: string, reckoned: string | null, zone: string): string {
  const epochMs = epochOf(endedAt);
  if (reckoned === null || !isFirstOfRepeatedHour(epochMs, zone)) return endedAt;
  const missesBy = epochOf(reckoned) - epochMs;
  return Math.abs(missesBy - HOUR_MS) <= MINUTE_MS ? utcText(epochMs + HOUR_MS) : endedAt;
}

const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

function later(time: string, byMs: number): string | null {
  const epochMs = epochOf(time) + byMs;
  return epochMs <= LAST_MS ? utcText(epochMs) : null;
}

function readSize(field: string, value: unknown, fields: Fields): number | null {
  const mb = fields.number(field, value);
  const bytes = bytesFromMb(mb);
  return mb !== null && bytes === null ? fields.issue(field, `too large to be exact: ${mb} MB`) : bytes;
}

/** A machine that is protected from outside (by its hypervisor) is a device of its own; all else is the client's. */
function readDevice(row: BackupRow, clientDevice: string, instanceId: string | null, fields: Fields): Device {
  const vmName = fields.id("vm_name", row.vm_name);
  if (vmName === null)
    return { id: clientDevice, name: fields.id("client_name", row.client_name), kind: null };
  return { id: `${clientDevice}.${instanceId ?? vmName}`, name: vmName, kind: "vm" };
}

/** The application and, after ` · `, which of its instances: the databases of one server are told apart by it. */
function readWorkload(row: BackupRow, application: string | null, fields: Fields): string | null {
  const assetName = fields.id("asset_name", row.asset_name);
  const instance =
    fields.id("instance_name", row.instance_name) ??
    fields.id("database_name", row.database_name) ??
    (assetName === row.client_name ? null : assetName);
  if (application === null) return instance;
  return instance === null || instance === application || instance === row.vm_name
    ? application
    : `${application} · ${instance}`;
}

const SYNC_FIELDS = [
  "sync_size",
  "presync_seconds",
  "sync_seconds",
  "postsync_seconds",
  "sync_message",
] as const;

function isSyncRow(row: BackupRow): boolean {
  return SYNC_FIELDS.some((field) => row[field] !== undefined);
}

/**
 * Copies are items of their own, so that a copy of yesterday's backup does not hide that today's failed. An import,
 * which brings back an old one, counts for none.
 */
function itemKeyOf(session: Session, instanceId: string | null, application: string | null): string | null {
  const { device, kind, vendorType } = session;
  if (device === null || !isBackupKind(kind) || isImport(vendorType)) return null;
  const item = instanceId === null ? `${device.id}||${application ?? ""}` : `${device.id}|${instanceId}`;
  return kind === "copy" ? `${item}|copy` : item;
}
