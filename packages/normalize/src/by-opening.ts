import { createDecoder } from "./decode.ts";
import type { ReplyReader } from "./outcome.ts";

/** More than any sign that tells one format from another. */
const OPENING_CHARACTERS = 64;
/** White space may go on for ever. */
const MAX_HEAD_BYTES = 64 * 1024;

/** A reply in one of several formats: what it begins with, white space left aside, decides who reads it. */
export function createByOpening(choose: (opening: string) => ReplyReader): ReplyReader {
  const decoder = createDecoder("json");
  let opening = "";
  let head: Uint8Array[] = [];
  let headBytes = 0;
  let chosen: ReplyReader | null = null;

  function decide(): ReplyReader {
    chosen = choose(opening);
    for (const piece of head) chosen.push(piece);
    head = [];
    return chosen;
  }

  return {
    push(bytes) {
      if (chosen !== null) return chosen.push(bytes);
      head.push(bytes);
      headBytes += bytes.length;
      opening = (opening + decoder.decode(bytes)).trimStart();
      if (opening.length >= OPENING_CHARACTERS || headBytes >= MAX_HEAD_BYTES) decide();
    },
    end() {
      if (chosen === null) opening += decoder.end();
      return (chosen ?? decide()).end();
    },
  };
}
