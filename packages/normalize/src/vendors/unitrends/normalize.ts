import { createJsonReply } from "../../json-reply.ts";
import type { Context, ReplyReader, Sink } from "../../outcome.ts";
import { readBackupRow } from "./backup-row.ts";
import { describeText, judge } from "./replies.ts";

/**
 * Reads one reply of `POST /api/backups`: rows under `backups` (the documentation's dialect) or `data` (newer
 * appliances), or a bare list, which is how the newer ones say that there are none.
 */
export function createReader(context: Context, sink: Sink): ReplyReader {
  return createJsonReply({
    isRecordArray: (path) =>
      path.length === 0 || (path.length === 1 && (path[0] === "backups" || path[0] === "data")),
    onRecord(value, text, index) {
      const reading = readBackupRow(value, context);
      if ("reason" in reading)
        sink.reject({ vendor: "unitrends", index, reason: reading.reason, record: text });
      else sink.session({ ...reading, raw: { format: "json", text } });
    },
    judge,
    describeText,
  });
}
