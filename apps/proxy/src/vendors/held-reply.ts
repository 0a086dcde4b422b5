import { createHash } from "node:crypto";
import type { VendorResponse } from "./http.ts";

/** A longer reply is not held: its digest is not worth its room. */
const HELD_BYTES = 16 * 1024 * 1024;
const HEAD_BYTES = 1024;

export interface HeldReply {
  /** Names what the reply says, whenever it says it; null where it broke off, was empty or is too long. */
  digest: string | null;
  /** The same reply, to be read once. */
  response: VendorResponse;
}

/** Takes a reply in before it is read, so that one which says what is known need not be read at all. */
export async function holdReply(response: VendorResponse): Promise<HeldReply> {
  const pieces = response.chunks()[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let bytes = 0;
  let broken: { error: unknown } | null = null;
  let isWhole = false;
  while (!isWhole && broken === null && bytes <= HELD_BYTES) {
    try {
      const { done, value } = await pieces.next();
      isWhole = done === true;
      if (value !== undefined) {
        held.push(value);
        bytes += value.length;
      }
    } catch (error) {
      broken = { error };
    }
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let piece = held.shift(); piece !== undefined; piece = held.shift()) yield piece;
    if (broken !== null) throw broken.error;
    if (!isWhole) yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return {
    digest: isWhole && bytes > 0 ? digestOf(held) : null,
    response: { ...response, chunks },
  };
}

/** But for the time of the answer, which its first element tells. */
function digestOf(pieces: readonly Uint8Array[]): string {
  const [first = new Uint8Array(), ...rest] = pieces;
  const head = Buffer.from(first.subarray(0, HEAD_BYTES)).toString("latin1");
  const hash = createHash("sha1").update(head.replace(/ created="[^"<>]*"/, ""));
  hash.update(first.subarray(HEAD_BYTES));
  for (const piece of rest) hash.update(piece);
  return hash.digest("base64");
}
