import { useCallback, useMemo } from "react";
import { usePatchSearch } from "../lib/patch-search.ts";
import { type Layout, readLayout, writeLayout } from "./column-layout.ts";
import type { GridColumn } from "./grid-column.ts";

/** The columns that the address asks for, of all that a grid has, and a way to write others there. */
export interface Columns<Row> {
  all: readonly GridColumn<Row>[];
  /** In their order; the same list while neither order nor choice changes. */
  shown: readonly GridColumn<Row>[];
  layout: Layout;
  isUsual: boolean;
  /** null: the usual ones again. */
  setLayout: (layout: Layout | null) => void;
}

export function useColumns<Row>(
  all: readonly GridColumn<Row>[],
  usual: readonly string[],
  cols: string | undefined,
): Columns<Row> {
  const patch = usePatchSearch();
  const layout = useMemo(
    () =>
      readLayout(
        cols,
        usual,
        all.map(({ id }) => id),
      ),
    [cols, usual, all],
  );
  const ids = layout.map(({ id }) => id).join();
  const shown = useMemo(
    () => ids.split(",").flatMap((id) => all.find((column) => column.id === id) ?? []),
    [ids, all],
  );
  const setLayout = useCallback(
    (next: Layout | null) =>
      patch({ cols: next === null ? undefined : writeLayout(next, usual) }, { replace: true }),
    [patch, usual],
  );
  return { all, shown, layout, isUsual: writeLayout(layout, usual) === undefined, setLayout };
}
