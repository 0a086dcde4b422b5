import { BadCursor } from "../store.ts";

/** Values that tell a place in an order. */
type Place = (string | number | null)[];

/** What a value of a place may be. */
export interface PlaceValue {
  isText: boolean;
  canBeNull: boolean;
}

/** Opaque to callers; holds the order it belongs to. */
export function writeCursor(order: string, place: Place): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString("base64url");
}

/** Throws BadCursor where it is none of this order's. */
export function readCursor(order: string, values: readonly PlaceValue[], cursor: string): Place {
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new BadCursor("the cursor is none");
  }
  if (!Array.isArray(told)) throw new BadCursor("the cursor is none");
  const [toldOrder, ...place] = told as unknown[];
  if (toldOrder !== order) throw new BadCursor("the cursor belongs to another order");
  const isPlace = place.length === values.length && place.every((value, i) => fits(value, values[i]));
  if (!isPlace) throw new BadCursor("the cursor is none");
  return place as Place;
}

function fits(value: unknown, expected: PlaceValue | undefined): boolean {
  if (expected === undefined) return false;
  if (value === null) return expected.canBeNull;
  return expected.isText ? typeof value === "string" : Number.isSafeInteger(value);
}
