import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from "kysely";

/** More shapes of statement than the store's own; lists of ids make one for each length. */
const KEPT_STATEMENTS = 500;

/** Kysely over node:sqlite. */
export function nodeSqliteDialect(file: DatabaseSync): Dialect {
  const database = withKeptStatements(file);
  return {
    createDriver: () => new WritingDriver({ database }),
    createAdapter: () => new DirectAdapter(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Also runs a statement at once, within whatever transaction is under way: the way through Kysely takes several times as
 * long as a short statement does.
 */
export class DirectAdapter extends SqliteAdapter {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super();
    this.#database = database;
  }

  run(text: string, parameters: readonly unknown[]): unknown[] {
    const statement = this.#database.prepare(text);
    if (statement.reader) return statement.all(parameters);
    statement.run(parameters);
    return [];
  }
}

class WritingDriver extends SqliteDriver {
  /** Takes the write lock first: a transaction that reads before it writes would be refused, not made to wait. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

function withKeptStatements(file: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    prepare(text) {
      const known = kept.get(text);
      if (known !== undefined) return known;
      if (kept.size >= KEPT_STATEMENTS) kept.clear();
      const statement = file.prepare(text);
      const prepared: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
      kept.set(text, prepared);
      return prepared;
    },
    close: () => file.close(),
  };
}
