import { BadCursor } from "../store.ts";

/** Values that tell a place in an order. */
type Place = (string | number | null)[];

/** Opaque to callers; holds the order it belongs to. */
export function writeCursor(order: string, place: Place): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString("base64url");
}

/** Throws BadCursor where it is none of this order's, with so many values of which the last is a key. */
export function readCursor(order: string, values: number, cursor: string): Place {
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new BadCursor("the cursor is none");
  }
  if (!Array.isArray(told)) throw new BadCursor("the cursor is none");
  const [toldOrder, ...place] = told as unknown[];
  if (toldOrder !== order) throw new BadCursor("the cursor belongs to another order");
  const isPlace = place.every(
    (value): value is Place[number] =>
      value === null || typeof value === "string" || typeof value === "number",
  );
  if (!isPlace || place.length !== values || typeof place.at(-1) !== "number")
    throw new BadCursor("the cursor is none");
  return place;
}
