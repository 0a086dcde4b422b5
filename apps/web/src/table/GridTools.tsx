import type { ReactNode } from "react";
import { usePatchSearch } from "../lib/patch-search.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import styles from "./GridTools.module.css";
import type { Columns } from "./use-columns.ts";

/** What there is to do with a grid beside filtering it: how many it holds, columns, density; on a phone, its order. */
export function GridTools<Row>({
  count,
  columns,
  compact,
  sort,
  orders,
  onSort,
  children,
}: {
  count: string;
  columns: Columns<Row>;
  compact: boolean;
  /** The server's sort key, and some of them in words, for where there are no headers to press. */
  sort?: string;
  orders?: readonly { sort: string; label: string }[];
  onSort?: (sort: string) => void;
  children?: ReactNode;
}) {
  const patch = usePatchSearch();
  return (
    <span className={styles.tools}>
      <output className="dim">{count}</output>
      {orders === undefined ? null : (
        <select
          className={styles.order}
          aria-label="Order"
          value={sort}
          onChange={(event) => onSort?.(event.target.value)}
        >
          {orders.some((order) => order.sort === sort) ? null : <option value={sort}>Other order</option>}
          {orders.map((order) => (
            <option key={order.sort} value={order.sort}>
              {order.label}
            </option>
          ))}
        </select>
      )}
      <span className={styles.wide}>
        <ColumnMenu columns={columns} />
        <button
          type="button"
          className="button"
          aria-pressed={compact}
          onClick={() => patch({ density: compact ? undefined : "compact" }, { replace: true })}
        >
          Compact
        </button>
      </span>
      {children}
    </span>
  );
}
