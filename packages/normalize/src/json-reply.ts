import { createDecoder } from "./decode.ts";
import { createJsonRecords } from "./json-records.ts";
import type { ReplyEnd, ReplyFailure, ReplyReader } from "./outcome.ts";

export interface JsonReplyOptions {
  /** See `createJsonRecords`. */
  isRecordArray(path: readonly string[]): boolean;
  /** `index`: the record's place in the reply, from 0. */
  onRecord(value: unknown, text: string, index: number): void;
  /** The verdict on a document that was read to its end; `envelope`: without its records. */
  judge(envelope: unknown): Omit<ReplyEnd, "records">;
  /** What to say of a reply that does not begin as JSON does, by its first characters; null: nothing special. */
  describeText(opening: string): string | null;
}

const OPENING_BYTES = 1024;
const WEB_PAGE = /^<(!doctype\s+html|html|head|body)\b/i;

/** Reads a vendor's reply in JSON, and says in plain words what it is where it is none. */
export function createJsonReply(options: JsonReplyOptions): ReplyReader {
  let records = 0;
  let opening = new Uint8Array(0);
  const reader = createJsonRecords({
    isRecordArray: options.isRecordArray,
    onRecord(value, text) {
      options.onRecord(value, text, records);
      records += 1;
    },
  });

  return {
    push(bytes) {
      if (opening.length < OPENING_BYTES) {
        opening = Uint8Array.from([...opening, ...bytes.subarray(0, OPENING_BYTES - opening.length)]);
      }
      reader.push(bytes);
    },
    end() {
      const end = reader.end();
      if (end.ok) return { records, ...options.judge(end.envelope) };
      const message = describeOpening(opening, options.describeText) ?? end.message;
      const kind = end.kind === "cut-off" ? "cut-off" : "not-a-reply";
      return { records, failure: { kind, message, code: null }, total: null };
    },
  };
}

export function notAReply(message: string): ReplyFailure {
  return { kind: "not-a-reply", message, code: null };
}

export function isWebPage(opening: string): boolean {
  return WEB_PAGE.test(opening);
}

/** Null where the reply at least begins as JSON does, or is empty. */
function describeOpening(bytes: Uint8Array, describeText: JsonReplyOptions["describeText"]): string | null {
  const decoder = createDecoder("json");
  const opening = (decoder.decode(bytes) + decoder.end()).trimStart();
  if (opening === "" || opening.startsWith("{") || opening.startsWith("[")) return null;
  return isWebPage(opening)
    ? "The reply is a web page (HTML), not an answer of the API"
    : describeText(opening);
}

/** The value as an object whose members are to be looked at one by one; null where it is none. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
