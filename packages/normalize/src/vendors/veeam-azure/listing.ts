import { asObject } from "../../json-reply.ts";
import { judge } from "./replies.ts";

/** A policy or a protected resource, as the lists of the appliance tell it. */
export interface ListedThing {
  /** The appliance's own. */
  id: string;
  name: string | null;
  /** Of a policy: whether it runs; null where it is not told. */
  isEnabled: boolean | null;
}

/** One page of a list. */
export interface Listing {
  things: ListedThing[];
  /** Rows without an id. */
  nameless: number;
  total: number | null;
}

/** Never throws. Gives the reason, in words, where the reply is no page of a list. */
export function readListing(reply: unknown): Listing | string {
  const { failure, total } = judge(reply);
  if (failure !== null) return failure.message;
  const rows = asObject(reply)?.results;
  if (!Array.isArray(rows)) return "The reply has no list of results";
  const things = rows.map(readThing).filter((thing) => thing !== null);
  return { things, nameless: rows.length - things.length, total };
}

function readThing(value: unknown): ListedThing | null {
  const row = asObject(value);
  const id = textOf(row?.id) ?? (Number.isSafeInteger(row?.id) ? String(row?.id) : null);
  if (row === null || id === null) return null;
  const isEnabled = typeof row.isEnabled === "boolean" ? row.isEnabled : null;
  return { id, name: textOf(row.displayName) ?? textOf(row.name), isEnabled };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
