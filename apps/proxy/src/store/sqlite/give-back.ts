import { sql } from "kysely";
import { isPostgres } from "../sql/differences.ts";
import type { Db } from "../sql/schema.ts";

/** What is left free for the sessions to come, as a share of the file: else it would shrink and grow each day. */
const LEFT_FREE = 1 / 20;
const INCREMENTAL = 2;

/**
 * Gives at most `pages` free pages of the file back to the system, in one transaction; 0 where the file was made without
 * the means to, which only a compact copy of it has, and on PostgreSQL, which sees to that itself.
 */
export async function giveBack(db: Db, pages: number): Promise<{ freed: number; tookMs: number }> {
  if (isPostgres(db)) return { freed: 0, tookMs: 0 };
  const startedAt = performance.now();
  const freed = await db.transaction().execute(async (tx) => {
    const number = async (name: "auto_vacuum" | "freelist_count" | "page_count") => {
      const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(tx);
      return rows[0]?.[name] ?? 0;
    };
    if ((await number("auto_vacuum")) !== INCREMENTAL) return 0;
    const spare = (await number("freelist_count")) - Math.ceil((await number("page_count")) * LEFT_FREE);
    const wanted = Math.max(0, Math.min(pages, spare));
    // A statement that gives no rows is stepped once, and each step is one page.
    for (let page = 0; page < wanted; page++) await sql`pragma incremental_vacuum`.execute(tx);
    return wanted;
  });
  return { freed, tookMs: performance.now() - startedAt };
}
