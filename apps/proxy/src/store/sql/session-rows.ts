import type { Db, RawTextsTable } from "./schema.ts";
import { SESSION_COLUMNS, type SessionRow } from "./session-row.ts";
import { statementFor } from "./template.ts";

const insert = statementFor<SessionRow, { key: number }>(SESSION_COLUMNS, (db, rows) =>
  db.insertInto("sessions").values(rows).returning("key"),
);

const update = statementFor<SessionRow & { key: number }>(
  [...SESSION_COLUMNS, "key"],
  (db, rows) => {
    const [{ key, ...row }] = rows as [SessionRow & { key: number }];
    return db.updateTable("sessions").set(row).where("key", "=", key);
  },
  { oneByOne: true },
);

const putRaw = statementFor<RawTextsTable>(["session_key", "dictionary", "packed"], (db, rows) =>
  db
    .insertInto("raw_texts")
    .values(rows)
    .onConflict((oc) =>
      oc.column("session_key").doUpdateSet((eb) => ({
        dictionary: eb.ref("excluded.dictionary"),
        packed: eb.ref("excluded.packed"),
      })),
    ),
);

/** A session's row with the vendor's record of it. */
export interface KeptRow {
  row: SessionRow;
  raw: Omit<RawTextsTable, "session_key">;
}

/** Their keys, in their order. */
export async function insertRows(tx: Db, rows: readonly KeptRow[]): Promise<number[]> {
  const inserted = await insert(
    tx,
    rows.map(({ row }) => row),
  );
  const keys = inserted.map(({ key }) => key);
  await putRaw(
    tx,
    rows.map(({ raw }, i) => ({ session_key: keys[i] as number, ...raw })),
  );
  return keys;
}

export async function updateRow(tx: Db, key: number, { row, raw }: KeptRow): Promise<void> {
  await update(tx, [{ ...row, key }]);
  await putRaw(tx, [{ session_key: key, ...raw }]);
}
