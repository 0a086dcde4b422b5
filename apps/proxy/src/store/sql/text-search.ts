import { type RawBuilder, type SqlBool, sql } from "kysely";
import { isPostgres } from "./differences.ts";
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

/** PostgreSQL's, where its trigram extension may be had; without it all names are looked through. */
export function postgresTextIndex(): string[] {
  const indexes = SEARCHED.map(
    (table) =>
      `create index ${table}_by_letters on ${table} using gin (lower(${COLUMN[table]}) gin_trgm_ops);`,
  );
  return [
    `do $$ begin create extension if not exists pg_trgm; ${indexes.join(" ")}
      exception when insufficient_privilege or undefined_file or feature_not_supported then null; end $$`,
  ];
}

/** Keys of the rows of each table that hold a text. */
export type Held = Record<Searched, number[]>;

/** So many keys cost less to hand over than to look for again. */
const MOST_HELD = 5_000;

/** Looks a text up once for all statements of a question; null where too many rows hold it to be handed over. */
export async function readHeld(db: Db, text: string): Promise<Held | null> {
  const limit = sql`limit ${MOST_HELD + 1}`;
  const query = isIndexed(db, text)
    ? sql<HeldRow>`select rowid % ${sql.lit(STRIDE)} as place, rowid / ${sql.lit(STRIDE)} as key from found
        where found match ${phraseOf(text)} ${limit}`
    : sql<HeldRow>`${sql.join(
        SEARCHED.map(
          (table, place) =>
            sql`select ${sql.lit(place)} as place, key from (${keysHolding(db, table, text)}) as held`,
        ),
        sql` union all `,
      )} ${limit}`;
  const { rows } = await query.execute(db);
  if (rows.length > MOST_HELD) return null;
  const held = Object.fromEntries(SEARCHED.map((table) => [table, [] as number[]])) as Held;
  for (const { place, key } of rows) held[SEARCHED[place] as Searched].push(key);
  return held;
}

interface HeldRow {
  /** Of the table. */
  place: number;
  key: number;
}

const isIndexed = (db: Db, text: string) => !isPostgres(db) && [...text].length >= LEAST_LETTERS;

const phraseOf = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Keys of the rows that hold the text, whatever its case. */
export function keysHolding(db: Db, table: Searched, text: string): RawBuilder<{ key: number }> {
  if (isIndexed(db, text)) {
    return sql`select rowid / ${sql.lit(STRIDE)} as key from found
      where found match ${phraseOf(text)} and rowid % ${sql.lit(STRIDE)} = ${sql.lit(SEARCHED.indexOf(table))}`;
  }
  // `lower` knows the case of ASCII letters alone in either dialect, `like` only in one.
  const small = (way: string) => way.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const patterns = new Set(writingsOf(text).map((way) => `%${small(way).replace(/[\\%_]/g, "\\$&")}%`));
  const column = sql`lower(${sql.ref(COLUMN[table])})`;
  const holds = [...patterns].map((pattern) => sql<SqlBool>`${column} like ${pattern} escape '\\'`);
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
