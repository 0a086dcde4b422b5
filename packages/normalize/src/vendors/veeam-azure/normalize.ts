import { createByOpening } from "../../by-opening.ts";
import { createJsonReply, isWebPage } from "../../json-reply.ts";
import type { Context, ReplyReader, Sink } from "../../outcome.ts";
import { withoutAccessLinks } from "./access-links.ts";
import { createCsvExport } from "./export-csv.ts";
import { createXmlExport } from "./export-xml.ts";
import { readJobSession } from "./job-session.ts";
import { readProtectedItem } from "./protected-item.ts";
import { judge } from "./replies.ts";

/**
 * Reads one page of `jobSessions`, one `jobSessions/export` in JSON, CSV or XML or, where `context.parent` is given, one page of
 * that session's `protectedItems`. A page with fewer rows than its total is whole: the client pages.
 */
export function createReader(context: Context, sink: Sink): ReplyReader {
  if (context.parent) return createJsonPage(context, sink);
  return createByOpening((opening) => {
    const isJson = opening === "" || opening.startsWith("{") || opening.startsWith("[");
    if (isJson || isWebPage(opening)) return createJsonPage(context, sink);
    return opening.startsWith("<")
      ? createXmlExport(context.sourceId, sink)
      : createCsvExport(context.sourceId, sink);
  });
}

function createJsonPage({ sourceId, parent }: Context, sink: Sink): ReplyReader {
  return createJsonReply({
    isRecordArray: (path) => path.length === 1 && path[0] === "results",
    onRecord(value, text, index) {
      const record = withoutAccessLinks(text);
      const reading = parent ? readProtectedItem(value, parent, sourceId) : readJobSession(value, sourceId);
      if ("reason" in reading) sink.reject({ vendor: "veeam-azure", index, reason: reading.reason, record });
      else sink.session({ ...reading, raw: { format: "json", text: record } });
    },
    judge,
    describeText: () => null,
  });
}
