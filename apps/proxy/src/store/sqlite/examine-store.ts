import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../sql/migrations.ts";
import { StoreError } from "../store-error.ts";

/** What a file holds that is a store. */
export interface Examined {
  bytes: number;
  version: number;
  sources: number;
  sessions: number;
  /** `at` of its newest session, UTC; null where it has none. */
  newestAt: string | null;
}

/**
 * Reads every page of a file that nobody writes. Throws StoreError, in words that follow the file's name, for one that is
 * missing, damaged, not Lastgood's or of a newer version.
 */
export function examineStore(path: string): Examined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new StoreError("is not there");
  if (!found.isFile()) throw new StoreError("is no file");
  if (found.size === 0) throw new StoreError("is empty: no store was ever written to it, or it was cut off");
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const number = (sql: string) => Object.values(file.prepare(sql).get() ?? {})[0] as number | null;
    if (number("select count(*) from sqlite_master where name = 'store_version'") === 0)
      throw new StoreError("is a database, and none of Lastgood's");
    const [finding] = Object.values(file.prepare("pragma quick_check(1)").get() ?? {});
    if (finding !== "ok") throw new StoreError(`is damaged: ${String(finding)}`);
    const version = number("select version from store_version") ?? 0;
    if (version > MIGRATIONS.length)
      throw new StoreError(
        `was written by a newer Lastgood (store version ${version}, this program knows ${MIGRATIONS.length}): use the newer program`,
      );
    const newest = number("select max(at) from sessions");
    return {
      bytes: found.size,
      version,
      sources: number("select count(*) from sources") ?? 0,
      sessions: number("select count(*) from sessions") ?? 0,
      newestAt: newest === null ? null : new Date(newest).toISOString(),
    };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const isOther = text.includes("not a database");
    throw new StoreError(
      isOther ? "is no store of Lastgood's, or its beginning is damaged" : `is damaged: ${text}`,
      {
        cause: error,
      },
    );
  } finally {
    file.close();
  }
}
