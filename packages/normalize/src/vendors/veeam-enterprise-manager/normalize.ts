import type { Context, Reject, ReplyEnd, ReplyReader, Sink } from "../../outcome.ts";
import type { Draft } from "./draft.ts";
import { linkDrafts } from "./link-drafts.ts";
import { createReply } from "./read-reply.ts";
import { countOf, type ForeignRecord } from "./reply.ts";
import type { Paging } from "./schema.ts";

/** `records` counts what this reply held, tasks and references included. */
export interface EnterpriseManagerEnd extends ReplyEnd {
  /** Null where the reply tells no pages, or does not tell them readably: never proof that this was the last. */
  paging: Paging | null;
}

export interface EnterpriseManagerReader extends ReplyReader {
  end(): EnterpriseManagerEnd;
}

/** Several replies that belong together: pages of sessions and of their tasks, or references and their entities. */
export interface Join {
  /** A reader for one reply. Nothing reaches the sink before `finish`; of a JSON reply that failed, nothing does at all. */
  reader(): EnterpriseManagerReader;
  /**
   * Links what was read and hands it to the sink, once. `records` is what was handed over: tasks of machine sessions
   * and references whose entity came too are part of another record.
   */
  finish(): { records: number };
}

export function createJoin(context: Context, sink: Sink): Join {
  const drafts: Draft[] = [];
  const foreign: ForeignRecord[] = [];
  return {
    reader() {
      const reply = createReply(context);
      return {
        push: (bytes) => reply.push(bytes),
        end() {
          const { records, failure, paging } = reply.end();
          for (const draft of records.drafts) drafts.push(draft);
          for (const record of records.foreign) foreign.push(record);
          return { records: countOf(records), failure, total: null, paging };
        },
      };
    },
    finish() {
      for (const record of foreign) sink.reject(reject(record, "neither a backup session nor a task of one"));
      let records = foreign.length;
      linkDrafts(drafts, context, (draft, normalized) => {
        records += 1;
        if (normalized === null) sink.reject(reject(draft, "no UID, Href or Id with a guid"));
        else sink.session(normalized);
      });
      return { records };
    },
  };
}

function reject({ index, raw }: ForeignRecord, reason: string): Reject {
  return { vendor: "veeam-enterprise-manager", index, reason, record: raw.text };
}

/** Reads one reply on its own. */
export function createReader(context: Context, sink: Sink): ReplyReader {
  const join = createJoin(context, sink);
  const reader = join.reader();
  return {
    push: (bytes) => reader.push(bytes),
    end() {
      const { failure, total } = reader.end();
      return { ...join.finish(), failure, total };
    },
  };
}
