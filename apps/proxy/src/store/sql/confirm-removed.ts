import type { Db } from "./schema.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";

/** What is missing from a source's inventories goes like anything else, however much went at once; gives how many those are. */
export async function confirmRemoved(db: Db, sourceId: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const sourceKey = await takeSource(tx, sourceId, null);
    let confirmed = 0;
    for (const table of ["devices", "policies"] as const) {
      const { numUpdatedRows } = await tx
        .updateTable(table)
        .set({ missed_in_shrink: 0 })
        .where("source_key", "=", sourceKey)
        .where("missed_in_shrink", "=", 1)
        .where("missing_since", "is not", null)
        .executeTakeFirst();
      confirmed += Number(numUpdatedRows);
    }
    // Each item of theirs may retire now.
    if (confirmed > 0) await tellOthers(tx, null);
    return confirmed;
  });
}
