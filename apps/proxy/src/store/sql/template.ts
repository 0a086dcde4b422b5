import type { Compilable, CompiledQuery } from "kysely";
import { DirectAdapter } from "../sqlite/dialect.ts";
import { isPostgres } from "./differences.ts";
import type { Db } from "./schema.ts";

class Hole {
  readonly column: string;
  readonly row: number;
  constructor(column: string, row: number) {
    this.column = column;
    this.row = row;
  }
}

/**
 * Compiles one statement for many rows: `build` gets a stand-in for each column's value of so many rows at a time, and
 * the function given back puts rows' values in their place. Compiling costs several times what running does.
 */
function templateOf<Row extends object>(
  columns: readonly (keyof Row & string)[],
  rowsAtOnce: number,
  build: (holes: Row[]) => Compilable,
): (rows: readonly Row[]) => CompiledQuery {
  const holes = Array.from({ length: rowsAtOnce }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column, new Hole(column, row)])),
  );
  const compiled = build(holes as Row[]).compile();
  const { parameters } = compiled;
  return (rows) => ({
    ...compiled,
    parameters: parameters.map((value) =>
      value instanceof Hole ? rows[value.row]?.[value.column as keyof Row & string] : value,
    ),
  });
}

/** As `templateOf`, for one row at a time. */
export function template<Row extends object>(
  columns: readonly (keyof Row & string)[],
  build: (holes: Row) => Compilable,
): (row: Row) => CompiledQuery {
  const fill = templateOf<Row>(columns, 1, ([holes]) => build(holes as Row));
  return (row) => fill([row]);
}

/** On PostgreSQL each statement is a message to another process and an answer; SQLite is here. */
const ROWS_AT_ONCE = { postgres: [100, 10, 1], sqlite: [1] };

/**
 * Runs a statement for rows of any number, in their order, and gives back what it returns. Compiled once for each
 * dialect, so that `build` must rest on nothing but what it is given. `oneByOne` is for statements that take one row.
 */
export function statementFor<Row extends object, Result = unknown>(
  columns: readonly (keyof Row & string)[],
  build: (db: Db, rows: Row[]) => Compilable,
  { oneByOne = false } = {},
): (tx: Db, rows: readonly Row[]) => Promise<Result[]> {
  const compiled = new Map<string, (rows: readonly Row[]) => CompiledQuery>();
  return async (tx, rows) => {
    const dialect = isPostgres(tx) ? "postgres" : "sqlite";
    const results: Result[] = [];
    let from = 0;
    for (const size of oneByOne ? [1] : ROWS_AT_ONCE[dialect]) {
      for (; rows.length - from >= size; from += size) {
        const name = `${dialect} ${size}`;
        let fill = compiled.get(name);
        if (fill === undefined) {
          fill = templateOf<Row>(columns, size, (holes) => build(tx, holes));
          compiled.set(name, fill);
        }
        const query = fill(rows.slice(from, from + size));
        const { adapter } = tx.getExecutor();
        const found =
          adapter instanceof DirectAdapter
            ? adapter.run(query.sql, query.parameters)
            : (await tx.executeQuery(query)).rows;
        results.push(...(found as Result[]));
      }
    }
    return results;
  };
}
