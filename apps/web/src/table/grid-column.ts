import type { ReactNode } from "react";

/** A column of a grid; `sort` is the server's key, `size` in CSS pixels. */
export interface GridColumn<Row> {
  id: string;
  header: string;
  size: number;
  cell: (row: Row) => ReactNode;
  sort?: string;
  numeric?: boolean;
  /** Takes the width that the others leave, while the viewer gave it none. */
  grows?: boolean;
}
