import { type RawBuilder, type SqlBool, SqliteAdapter, sql } from "kysely";
import type { Db } from "./schema.ts";

/** Tables with text that is searched: names, and what vendors say. The order is in the index and never changes. */
const SEARCHED = ["texts", "devices", "policies", "clients", "sites"] as const;
export type Searched = (typeof SEARCHED)[number];

const COLUMN = { texts: "text", devices: "name", policies: "name", clients: "name", sites: "name" };

/** Rows of so many tables share one index: the row's key times this, and the table's place. */
const STRIDE = 8;
/** The index holds what stands in three letters; for less, all names are looked through. */
const LEAST_LETTERS = 3;

/** SQLite's index of all these texts, kept by triggers: whoever writes a name, it can be found. */
export function sqliteTextIndex(): string[] {
  return [
    "create virtual table found using fts5(text, content='', contentless_delete=1, tokenize='trigram')",
    ...SEARCHED.flatMap((table, place) => {
      const rowid = `new.key * ${STRIDE} + ${place}`;
      const column = COLUMN[table];
      const insert = `insert into found (rowid, text) values (${rowid}, new.${column})`;
      return [
        `insert into found (rowid, text) select key * ${STRIDE} + ${place}, ${column} from ${table} where ${column} is not null`,
        `create trigger found_${table}_added after insert on ${table} when new.${column} is not null begin ${insert}; end`,
        `create trigger found_${table}_renamed after update of ${column} on ${table} when new.${column} is not old.${column}
          begin delete from found where rowid = ${rowid}; ${insert}; end`,
      ];
    }),
  ];
}

/** Keys of the rows that hold the text, whatever its case. */
export function keysHolding(db: Db, table: Searched, text: string): RawBuilder<{ key: number }> {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  if (isSqlite && [...text].length >= LEAST_LETTERS) {
    const phrase = `"${text.replaceAll('"', '""')}"`;
    return sql`select rowid / ${sql.lit(STRIDE)} as key from found
      where found match ${phrase} and rowid % ${sql.lit(STRIDE)} = ${sql.lit(SEARCHED.indexOf(table))}`;
  }
  const column = sql.ref(COLUMN[table]);
  const like = sql.raw(isSqlite ? "like" : "ilike");
  const ways = writingsOf(text).map((way) => `%${way.replace(/[\\%_]/g, "\\$&")}%`);
  const holds = ways.map((pattern) => sql<SqlBool>`${column} ${like} ${pattern} escape '\\'`);
  return sql`select key from ${sql.table(table)} where (${sql.join(holds, sql` or `)})`;
}

/** Writings of a text past which the cases of its letters are no longer combined. */
const MOST_WRITINGS = 8;

/** `like` itself knows the case of ASCII letters alone: the text with each other letter small and capital. */
function writingsOf(text: string): string[] {
  let writings = [""];
  for (const letter of text) {
    const cases =
      letter < "\u0080" ? [letter] : [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])];
    if (writings.length * cases.length > MOST_WRITINGS) {
      const capitalized = text.toLowerCase().replaceAll(/(?<!\p{L})\p{L}/gu, (first) => first.toUpperCase());
      return [...new Set([text, text.toLowerCase(), text.toUpperCase(), capitalized])];
    }
    writings = writings.flatMap((start) => cases.map((one) => start + one));
  }
  return writings;
}
