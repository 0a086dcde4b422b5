import { createJsonReply } from "../../json-reply.ts";
import type { Context, ReplyReader, Sink } from "../../outcome.ts";
import { withoutAccessLinks } from "./access-links.ts";
import { readJobSession } from "./job-session.ts";
import { readProtectedItem } from "./protected-item.ts";
import { describeText, judge } from "./replies.ts";

/**
 * Reads one page of `jobSessions`, one `jobSessions/export` in JSON or, where `context.parent` is given, one page of
 * that session's `protectedItems`. A page with fewer rows than its total is whole: the client pages.
 */
export function createReader({ sourceId, parent }: Context, sink: Sink): ReplyReader {
  return createJsonReply({
    isRecordArray: (path) => path.length === 1 && path[0] === "results",
    onRecord(value, text, index) {
      const record = withoutAccessLinks(text);
      const reading = parent ? readProtectedItem(value, parent, sourceId) : readJobSession(value, sourceId);
      if ("reason" in reading) sink.reject({ vendor: "veeam-azure", index, reason: reading.reason, record });
      else sink.session({ ...reading, raw: { format: "json", text: record } });
    },
    judge,
    describeText,
  });
}
