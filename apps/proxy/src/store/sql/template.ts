import type { Compilable, CompiledQuery } from "kysely";

class Hole {
  readonly column: string;
  constructor(column: string) {
    this.column = column;
  }
}

/**
 * Compiles one statement for many rows: `build` gets a stand-in for each column's value, and the function given back
 * puts a row's values in their place. Compiling costs several times what running does.
 */
export function template<Row extends object>(
  columns: readonly (keyof Row & string)[],
  build: (holes: Row) => Compilable,
): (row: Row) => CompiledQuery {
  const holes = Object.fromEntries(columns.map((column) => [column, new Hole(column)]));
  const compiled = build(holes as Row).compile();
  const parameters = compiled.parameters;
  return (row) => ({
    ...compiled,
    parameters: parameters.map((value) =>
      value instanceof Hole ? row[value.column as keyof Row & string] : value,
    ),
  });
}
