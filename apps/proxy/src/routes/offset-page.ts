import type { List } from "../contract.ts";
import { BadCursor } from "../store/store.ts";

/** A page of a list that is in memory. The cursor is the id of the last row shown, so that rows arriving do not shift it. */
export function pageOf<T extends { id: string }>(
  rows: readonly T[],
  limit: number,
  cursor: string | undefined,
): List<T> {
  let from = 0;
  if (cursor !== undefined) {
    const last = Buffer.from(cursor, "base64url").toString("utf8");
    const found = rows.findIndex((row) => row.id === last);
    if (found === -1) throw new BadCursor(cursor);
    from = found + 1;
  }
  const items = rows.slice(from, from + limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: last && from + limit < rows.length ? Buffer.from(last.id).toString("base64url") : null,
    total: rows.length,
    totalIsAtLeast: false,
  };
}
