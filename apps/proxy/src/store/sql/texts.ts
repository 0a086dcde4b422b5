import { sql } from "kysely";
import { contentOf } from "./content.ts";
import type { Db } from "./schema.ts";
import { slices } from "./slices.ts";

const TEXTS_A_QUERY = 500;

/** Keys of these texts, put in where they are new. */
export async function takeTexts(
  tx: Db,
  told: Iterable<string | null>,
): Promise<(text: string | null) => number | null> {
  const hashes = new Map<string, string>();
  for (const text of told) if (text !== null && !hashes.has(text)) hashes.set(text, contentOf(text));
  const byHash = new Map<string, number>();
  for (const some of slices([...hashes], TEXTS_A_QUERY)) {
    const find = () =>
      tx
        .selectFrom("texts")
        .select(["key", "hash"])
        .where(
          "hash",
          "in",
          some.map(([, hash]) => hash),
        )
        .execute();
    for (const { key, hash } of await find()) byHash.set(hash, key);
    const missing = some.filter(([, hash]) => !byHash.has(hash));
    if (missing.length === 0) continue;
    // Another writer may have put one in by now: then its row stands.
    await tx
      .insertInto("texts")
      .values(missing.map(([text, hash]) => ({ text, hash })))
      .onConflict((oc) => oc.column("hash").doNothing())
      .execute();
    for (const { key, hash } of await find()) byHash.set(hash, key);
  }
  return (text) => (text === null ? null : (byHash.get(hashes.get(text) ?? "") ?? null));
}

/** Puts what these columns of the sessions say into `texts`. */
export async function fillTexts(tx: Db, columns: readonly string[]): Promise<void> {
  for (const column of columns) {
    const { rows } = await sql<{ text: string | null }>`select distinct ${sql.ref(column)} as text
      from sessions`.execute(tx);
    await takeTexts(
      tx,
      rows.map(({ text }) => text),
    );
  }
}
