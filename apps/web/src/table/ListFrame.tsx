import type { ReactNode } from "react";
import { useTitle } from "../lib/title.ts";
import styles from "./ListFrame.module.css";

/** A page that is one list: its filters above, its count beside them, its rows below. */
export function ListFrame({
  title,
  filters,
  count,
  children,
}: {
  title: string;
  filters: ReactNode;
  count: string;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <section className={styles.page} data-fills aria-labelledby="list-title">
      <div className={styles.bar}>
        <h1 id="list-title" className="sr">
          {title}
        </h1>
        {filters}
        <output className="dim">{count}</output>
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
