import type { Context } from "../../outcome.ts";
import { notAReply, type ReplySource } from "./reply.ts";
import { createJsonReply } from "./reply-json.ts";
import { createXmlReply } from "./reply-xml.ts";

/** XML can come where JSON was asked for, so the first character decides, whatever was asked. */
export function createReply(context: Context): ReplySource {
  let source: ReplySource | null = null;
  let head: Uint8Array[] = [];
  let isForeign = false;
  return {
    push(bytes) {
      if (isForeign) return;
      if (source !== null) return source.push(bytes);
      head.push(bytes);
      const first = bytes.find((byte) => !isBeforeContent(byte));
      if (first === undefined) return;
      if (first === 0x3c) source = createXmlReply(context);
      else if (first === 0x7b || first === 0x5b) source = createJsonReply(context);
      else isForeign = true;
      for (const piece of head) source?.push(piece);
      head = [];
    },
    end() {
      if (source !== null) return source.end();
      return notAReply(isForeign ? "The reply is neither XML nor JSON" : "The reply is empty");
    },
  };
}

/** Byte order marks of UTF-8 and UTF-16, the zero bytes of the latter, and white space. */
function isBeforeContent(byte: number): boolean {
  return [0xef, 0xbb, 0xbf, 0xfe, 0xff, 0x00, 0x20, 0x09, 0x0a, 0x0d].includes(byte);
}
