import { blankSession } from "../../empty-session.ts";
import { createFields } from "../../field-reader.ts";
import { finishSession, isBackupKind } from "../../finish-session.ts";
import type { Context, Normalized, ReplyReader, Sink } from "../../outcome.ts";
import { createXmlRecords, type XmlElement } from "../../xml-records.ts";
import { isSession, judgeReply } from "./reply.ts";
import { takeSession } from "./schema.ts";
import { kindOf, statusOf } from "./words.ts";

/** Reads a `list_mob_sessions` reply. The reply does not name the device it was asked of: `context.device` must. */
export function createReader(context: Context, sink: Sink): ReplyReader {
  const { sourceId, device: polled } = context;
  if (!polled) throw new Error("An N-able reply needs the device that was polled");
  const { client, site, ...device } = polled;
  let records = 0;

  const xml = createXmlRecords({
    isRecord: isSession,
    onRecord(element, text) {
      const index = records;
      records += 1;
      const normalized = normalizeSession(element, text);
      if (normalized) sink.session(normalized);
      else sink.reject({ vendor: "nable", index, reason: "no readable session_id", record: text });
    },
  });

  function normalizeSession(element: XmlElement, text: string): Normalized | null {
    const { value, twice } = takeSession(element);
    const vendorId = value("session_id");
    // An id with a damaged character could be another's.
    if (vendorId === null || vendorId.includes("\ufffd")) return null;

    const session = blankSession(sourceId, "nable");
    const fields = createFields(session.issues);
    for (const field of twice) fields.issue(field, "given more than once");
    const integer = (field: Parameters<typeof value>[0]) => fields.integer(field, value(field));

    session.id = `${device.id}:${vendorId}`;
    session.vendorId = vendorId;
    session.vendorType = value("type");
    session.vendorStatus = value("status");
    session.kind = kindOf(session.vendorType);
    session.status = statusOf(session.vendorStatus);
    session.client = client;
    session.site = site;
    session.device = device;
    session.workload = value("plugin");
    session.startedAt = fields.time("start", value("start"));
    session.endedAt = fields.time("end", value("end"));
    session.selectedBytes = integer("selection_size");
    session.processedBytes = integer("processed_size");
    session.transferredBytes = integer("transferred_size");
    session.changedBytes = integer("size_change");
    session.selectedItems = integer("selection_item_count");
    session.processedItems = integer("processed_item_count");
    session.removedItems = integer("removed_item_count");
    session.changedItems = integer("item_count_change");
    session.errorCount = integer("error_count");
    finishSession(session);

    const itemKey = isBackupKind(session.kind) ? `${device.id}|${session.workload ?? ""}` : null;
    return { session, itemKey, raw: { format: "xml", text } };
  }

  return {
    push: (bytes) => xml.push(bytes),
    end: () => ({ failure: judgeReply(xml.end(), records), records, total: null }),
  };
}
