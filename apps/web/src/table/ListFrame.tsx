import type { ReactNode } from "react";
import { useRootClass } from "../lib/root-class.ts";
import { useTitle } from "../lib/title.ts";
import styles from "./ListFrame.module.css";

/** A page that is one list: its filters above, what to do with it beside them, its rows below. */
export function ListFrame({
  title,
  filters,
  tools,
  children,
}: {
  title: string;
  filters: ReactNode;
  tools: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  useRootClass("filled");
  return (
    <section className={styles.page} aria-labelledby="list-title">
      <div className={styles.bar}>
        <h1 id="list-title" className="sr">
          {title}
        </h1>
        {filters}
        {tools}
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
