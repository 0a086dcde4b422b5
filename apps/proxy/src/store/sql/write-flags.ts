import type { Flag } from "@lastgood/normalize";
import { flagBits } from "./flag-bits.ts";
import type { Db } from "./schema.ts";
import { takeSourcesOf } from "./source-key.ts";

/** All flags of some sessions, in one transaction; what the vendor told of them stays as it is. */
export async function writeFlags(
  db: Db,
  sessions: readonly { id: string; flags: readonly Flag[] }[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await takeSourcesOf(
      tx,
      sessions.map(({ id }) => id),
    );
    for (const { id, flags } of sessions)
      await tx
        .updateTable("sessions")
        .set({ flags: flagBits(flags) })
        .where("id", "=", id)
        .execute();
  });
}
