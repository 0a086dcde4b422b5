import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { describe } from "vitest";
import { openStore } from "../open-store.ts";
import { type ColumnTypes, POSTGRES_TYPES, SQLITE_TYPES } from "../sql/migrations.ts";
import type { Store } from "../store.ts";
import { postgresDatabase } from "./postgres-database.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A place that a store can be opened at again and again, each time empty at first. */
export interface Place {
  open(): Promise<Store>;
  /** Another program's statements. */
  execute(...statements: string[]): Promise<void>;
  types: ColumnTypes;
}

/** Runs the tests once for every kind of store that outlives the program. */
export function describePlaces(name: string, tests: (newPlace: () => Promise<Place>) => void): void {
  describe(`${name}, sqlite file`, () => {
    const folder = temporaryFolder();
    let made = 0;
    tests(async () => {
      const path = join(folder(), `store-${++made}.db`);
      return {
        open: () => openStore(`file:${path}`, { folder: folder() }),
        async execute(...statements) {
          const file = new DatabaseSync(path);
          for (const statement of statements) file.exec(statement);
          file.close();
        },
        types: SQLITE_TYPES,
      };
    });
  });
  describe(`${name}, postgres server`, () => {
    tests(async () => {
      const url = await postgresDatabase();
      return {
        open: () => openStore(url, { folder: "/" }),
        async execute(...statements) {
          const client = new Client(url);
          await client.connect();
          for (const statement of statements) await client.query(statement);
          await client.end();
        },
        types: POSTGRES_TYPES,
      };
    });
  });
}
