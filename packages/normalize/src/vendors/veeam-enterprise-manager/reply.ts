import type { Context, RawRecord, ReplyFailure } from "../../outcome.ts";
import { type Draft, draftOf } from "./draft.ts";
import type { Members } from "./members.ts";
import type { Paging, TakenRecord } from "./schema.ts";

/** A record that is no backup session and no task of one. */
export interface ForeignRecord {
  /** Place in the reply, from 0. */
  index: number;
  raw: RawRecord;
}

/** What a reply held, each record in one of the two. */
export interface ReadRecords {
  drafts: Draft[];
  foreign: ForeignRecord[];
}

export interface ReadReply {
  records: ReadRecords;
  failure: ReplyFailure | null;
  paging: Paging | null;
}

export interface ReplySource {
  push(bytes: Uint8Array): void;
  end(): ReadReply;
}

export const NO_RECORDS: ReadRecords = { drafts: [], foreign: [] };

export function countOf({ drafts, foreign }: ReadRecords): number {
  return drafts.length + foreign.length;
}

/** Reads a record as far as it tells of itself, while the reply arrives, so that little is left to do at its end. */
export function addRecord(
  records: ReadRecords,
  taken: TakenRecord | null,
  raw: RawRecord,
  context: Context,
): void {
  const index = countOf(records);
  if (taken === null) records.foreign.push({ index, raw });
  else records.drafts.push(draftOf(taken, raw, index, context));
}

export function notAReply(message: string): ReadReply {
  return { records: NO_RECORDS, failure: { kind: "not-a-reply", message, code: null }, paging: null };
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
