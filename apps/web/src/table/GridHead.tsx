import { AS_TABLE } from "./as-table.ts";
import { ColumnEdge } from "./ColumnEdge.tsx";
import { type Layout, placed, withWidth } from "./column-layout.ts";
import styles from "./Grid.module.css";
import type { GridColumn } from "./grid-column.ts";
import type { Pin } from "./use-placing.ts";
import { useReorder } from "./use-reorder.ts";

interface GridHeadProps<Row> {
  columns: readonly GridColumn<Row>[];
  layout: Layout;
  onLayout: (layout: Layout) => void;
  widthOf: (id: string) => number;
  pins: readonly Pin[];
  onDraw: (drawn: { id: string; width: number } | null) => void;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}

/** Headers: pressed they sort, dragged they change places, and their edges make them wider. */
export function GridHead<Row>(props: GridHeadProps<Row>) {
  const { columns, layout, onLayout } = props;
  const reorder = useReorder("x", (id, side, other) => onLayout(placed(layout, id, side, other)));
  return (
    <thead {...AS_TABLE.rowgroup}>
      <tr {...AS_TABLE.row} aria-rowindex={1}>
        {columns.map((column, index) => {
          const pin = props.pins[index];
          return (
            <th
              key={column.id}
              {...AS_TABLE.columnheader}
              scope="col"
              aria-colindex={index + 1}
              className={column.numeric ? "num" : undefined}
              aria-sort={ariaSort(column.sort, props.sort)}
              data-pinned={pin === undefined ? undefined : pin.isEdge ? "edge" : "on"}
              style={pin?.style}
              {...reorder(column.id)}
            >
              <SortButton column={column} sort={props.sort} onSort={props.onSort} />
              <ColumnEdge
                name={column.header}
                width={props.widthOf(column.id)}
                onDraw={(width) => props.onDraw(width === null ? null : { id: column.id, width })}
                onWidth={(width) => onLayout(withWidth(layout, column.id, width))}
              />
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function SortButton<Row>({
  column,
  sort,
  onSort,
}: {
  column: GridColumn<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const key = column.sort;
  if (key === undefined || onSort === undefined) return column.header;
  const arrow = sort === key ? " ↑" : sort === `-${key}` ? " ↓" : "";
  return (
    <button
      type="button"
      className={styles.sort}
      onClick={() => onSort(sort === `-${key}` ? key : `-${key}`)}
    >
      {column.header}
      <span aria-hidden="true">{arrow}</span>
    </button>
  );
}

function ariaSort(key: string | undefined, sort: string | undefined) {
  if (key === undefined) return undefined;
  return sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none";
}
