import type { Vendor } from "@lastgood/normalize";
import type { SelectQueryBuilder } from "kysely";
import { LeaseLost } from "../leases.ts";
import { locking } from "./differences.ts";
import type { Db, Tables } from "./schema.ts";

/**
 * Begins a write to a source, and gives its key, made where it is new; a vendor told here fills one that is not known yet.
 * Until the transaction ends no other one writes to the source, whichever program it is of: ids begin with the source's,
 * so none of them is made twice at once. A poll gives the `fence` of its lease: throws LeaseLost where another proxy has
 * taken the source since.
 */
export async function takeSource(
  tx: Db,
  id: string,
  vendor: Vendor | null,
  fence: number | null = null,
): Promise<number> {
  const known = await lockedSource(tx, id);
  if (known === undefined) {
    const unlessThere = tx.insertInto("sources").values({ id, vendor });
    await unlessThere.onConflict((oc) => oc.column("id").doNothing()).execute();
    return takeSource(tx, id, vendor, fence);
  }
  if (fence !== null) await refuseLost(tx, id, fence);
  if (known.vendor === null && vendor !== null) {
    await tx.updateTable("sources").set({ vendor }).where("key", "=", known.key).execute();
  }
  return known.key;
}

/** Nobody takes the lease before this transaction ends: what a new holder reads holds all that the one before wrote. */
async function refuseLost(tx: Db, id: string, fence: number): Promise<void> {
  const held = tx.selectFrom("leases").select("fence").where("source_id", "=", id).where("fence", "=", fence);
  if ((await held.forShare().executeTakeFirst()) === undefined) throw new LeaseLost();
}

function lockedSource(tx: Db, id: string) {
  const select = tx.selectFrom("sources").select(["key", "vendor"]).where("id", "=", id);
  return locking(tx, select).executeTakeFirst();
}

/** Begins a write to sessions of several sources, as `takeSources` does. */
export async function takeSourcesOf(tx: Db, sessionIds: readonly string[]): Promise<void> {
  await takeSources(tx, tx.selectFrom("sessions").select("source_key").where("id", "in", sessionIds));
}

/** Begins a write to several sources: always in the same order, so that no two such writes wait for each other. */
export async function takeSources(
  tx: Db,
  keys: readonly number[] | SelectQueryBuilder<Tables, "sessions", { source_key: number }>,
): Promise<void> {
  const select = tx.selectFrom("sources").select("key").where("key", "in", keys).orderBy("key");
  await locking(tx, select).execute();
}
