import { BadCursor } from "../store.ts";

/** The place after which a page goes on: the last row's sort value and key. */
export interface Place {
  value: string | number | null;
  key: number;
}

/** Opaque to callers; holds the order it belongs to. */
export function writeCursor(order: string, { value, key }: Place): string {
  return Buffer.from(JSON.stringify([order, value, key])).toString("base64url");
}

export function readCursor(order: string, cursor: string): Place {
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new BadCursor("the cursor is none");
  }
  if (!Array.isArray(told) || told.length !== 3) throw new BadCursor("the cursor is none");
  const [toldOrder, value, key] = told as unknown[];
  if (toldOrder !== order) throw new BadCursor("the cursor belongs to another order");
  const isValue = value === null || typeof value === "string" || isWhole(value);
  if (!isValue || !isWhole(key)) throw new BadCursor("the cursor is none");
  return { value, key };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
