import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useClock } from "../../lib/clock.tsx";
import { formatCount } from "../../lib/format.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import { pageOf, rowsThatFit } from "./rotation.ts";
import styles from "./Wall.module.css";
import type { WallRow } from "./wall-rows.ts";

/** As many lines as fit; the rest comes page by page. Which page stands is read off the clock: all walls agree. */
export function WallList({
  rows,
  rotateMs,
  notListed,
  fine,
  children,
}: {
  rows: readonly WallRow[];
  rotateMs: number;
  /** Problems beyond those that were read. */
  notListed: number;
  /** What stands in place of an empty list. */
  fine: string;
  children: ReactNode;
}) {
  const { now } = useClock();
  const box = useRef<HTMLOListElement>(null);
  const fit = useFit(box);
  const { page, pages, rows: shown } = pageOf(rows, fit, Math.floor(now / rotateMs), (row) => row.isNew);
  return (
    <>
      <ol ref={box} className={styles.list}>
        {shown.map((row) => (
          <Row key={row.id} row={row} />
        ))}
        {rows.length === 0 ? <li className={styles.fine}>{fine}</li> : null}
      </ol>
      <p className={styles.legend}>
        <span>
          {rows.length === 0 ? "" : "worst first · time since last good"}
          {pages > 1 ? ` · page ${page} of ${pages}` : ""}
          {notListed > 0 ? ` · ${formatCount(notListed)} more not listed` : ""}
        </span>
        {children}
      </p>
    </>
  );
}

function Row({ row }: { row: WallRow }) {
  const look = STATE_LOOK[row.state];
  return (
    <li data-tone={look.tone} data-withdrawn={row.isWithdrawn || row.state === "unknown"}>
      <Mark shape={look.shape} className="tone" />
      <span className={styles.what}>
        <b dir="auto">{row.title}</b>
        {row.more > 0 ? <b className={styles.more}>and {formatCount(row.more)} more</b> : null}
      </span>
      <span className={styles.whom}>
        {row.client === "" ? null : <span dir="auto">{row.client}</span>}
        {row.why === "" ? null : (
          <span dir="auto" data-firm={(row.isWithdrawn && row.state !== "unknown") || undefined}>
            {row.why}
          </span>
        )}
      </span>
      {row.isNew ? <em className={styles.fresh}>new</em> : null}
      <span className={styles.note}>{row.note}</span>
      <span className={`${styles.age} tone`}>{row.age}</span>
    </li>
  );
}

/** How many lines the list has room for: told by its style, which knows the letters. */
function useFit(box: { current: HTMLOListElement | null }): number {
  const [fit, setFit] = useState(1);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      const style = getComputedStyle(element);
      setFit(
        rowsThatFit(
          element.clientHeight,
          Number.parseFloat(style.gridAutoRows),
          Number.parseFloat(style.rowGap),
        ),
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return fit;
}
