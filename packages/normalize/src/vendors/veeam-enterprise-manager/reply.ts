import type { Context, RawRecord, ReplyFailure } from "../../outcome.ts";
import { type Draft, draftOf } from "./draft.ts";
import type { Paging } from "./schema.ts";
import { type Members, takeRecord } from "./take-record.ts";

/** One record of a reply; `draft` is null where it is no backup session and no task of one. */
export interface ReadRecord {
  draft: Draft | null;
  /** Place in the reply, from 0. */
  index: number;
  raw: RawRecord;
}

export interface ReadReply {
  records: ReadRecord[];
  failure: ReplyFailure | null;
  paging: Paging | null;
}

export interface ReplySource {
  push(bytes: Uint8Array): void;
  end(): ReadReply;
}

/** Reads a record as far as it tells of itself, while the reply arrives, so that little is left to do at its end. */
export function readRecord(
  members: Members | null,
  listName: string,
  raw: RawRecord,
  index: number,
  context: Context,
): ReadRecord {
  const taken = members === null ? null : takeRecord(members, listName);
  return { draft: taken === null ? null : draftOf(taken, raw, index, context), index, raw };
}

export function notAReply(message: string): ReadReply {
  return { records: [], failure: { kind: "not-a-reply", message, code: null }, paging: null };
}

/** All three figures or nothing: half a page count would end a loop too early. */
export function pagingOf(members: Members): Paging | null {
  const pageNum = wholeNumber(members.get("pagenum"));
  const pageSize = wholeNumber(members.get("pagesize"));
  const pagesCount = wholeNumber(members.get("pagescount"));
  return pageNum === null || pageSize === null || pagesCount === null
    ? null
    : { pageNum, pageSize, pagesCount };
}

function wholeNumber(value: unknown): number | null {
  return /^\d{1,9}$/.test(String(value)) ? Number(value) : null;
}
