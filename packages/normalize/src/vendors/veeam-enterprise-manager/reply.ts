import type { RawRecord, ReplyFailure } from "../../outcome.ts";
import type { Paging, TakenRecord } from "./schema.ts";
import type { Members } from "./take-record.ts";

/** One record of a reply; `taken` is null where it is no backup session and no task of one. */
export interface ReadRecord {
  taken: TakenRecord | null;
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
