import type { Vendor } from "@lastgood/normalize";
import type { Db } from "./schema.ts";

/** The key of a source, made where it is new; a vendor told here fills one that is not known yet. */
export async function takeSource(tx: Db, id: string, vendor: Vendor | null): Promise<number> {
  const known = await tx
    .selectFrom("sources")
    .select(["key", "vendor"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (known === undefined) {
    const row = await tx
      .insertInto("sources")
      .values({ id, vendor })
      .returning("key")
      .executeTakeFirstOrThrow();
    return row.key;
  }
  if (known.vendor === null && vendor !== null) {
    await tx.updateTable("sources").set({ vendor }).where("key", "=", known.key).execute();
  }
  return known.key;
}
