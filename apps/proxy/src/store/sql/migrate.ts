import { sql } from "kysely";
import { StoreError } from "../store-error.ts";
import { lockMigrations, tablesHere } from "./differences.ts";
import { type ColumnTypes, MIGRATIONS } from "./migrations.ts";
import type { Db } from "./schema.ts";

/** Brings the store to this program's version, each step whole or not at all; refuses a newer or a foreign one. */
export async function migrate(db: Db, types: ColumnTypes): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockMigrations(tx);
    const tables = await tablesHere(tx);
    if (!tables.includes("store_version")) {
      if (tables.length > 0) throw new StoreError("it holds other tables and none of Lastgood's");
      await sql`create table store_version (version bigint not null)`.execute(tx);
      await tx.insertInto("store_version").values({ version: 0 }).execute();
    }
    const { version } = await tx.selectFrom("store_version").select("version").executeTakeFirstOrThrow();
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        `it was written by a newer Lastgood (store version ${version}, this program knows ${MIGRATIONS.length}): start the newer program, or restore a copy made before the upgrade`,
      );
    }
    if (version === MIGRATIONS.length) return;
    for (const migration of MIGRATIONS.slice(version)) {
      for (const step of migration(types)) {
        if (typeof step === "string") await sql.raw(step).execute(tx);
        else await step(tx);
      }
    }
    await tx.updateTable("store_version").set({ version: MIGRATIONS.length }).execute();
  });
}
