import { useLayoutEffect, useRef, useState } from "react";
import { useClock } from "../../lib/clock.tsx";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import type { Letters, Viewport } from "./letters.ts";
import styles from "./Wall.module.css";
import type { WallRow } from "./wall-rows.ts";

/** As many lines as fit; the rest comes page by page. Which page stands is a reading of the clock: all walls agree. */
export function WallList({
  rows,
  rotateMs,
  letters,
  viewport,
}: {
  rows: readonly WallRow[];
  rotateMs: number;
  letters: Letters;
  viewport: Viewport;
}) {
  const { now } = useClock();
  const box = useRef<HTMLOListElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect.height));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const portrait = viewport.height > viewport.width;
  const lineHeight = letters.big * (portrait ? 3.15 : 1.8);
  const fit = Math.max(1, Math.floor((room + letters.big * 0.2) / lineHeight));
  const pages = Math.max(1, Math.ceil(rows.length / fit));
  const page = Math.floor(now / rotateMs) % pages;
  const shown = rows.slice(page * fit, page * fit + fit);
  return (
    <section className={styles.listBox}>
      <ol ref={box} className={styles.list} data-portrait={portrait}>
        {room === 0
          ? null
          : shown.map((row) => (
              <li key={row.id} data-tone={STATE_LOOK[row.state].tone} data-state={row.state}>
                <Mark shape={STATE_LOOK[row.state].shape} className="tone" />
                <span className="sr">{STATE_LOOK[row.state].label}</span>
                <span className={styles.what}>
                  <b>
                    <bdi>{row.title}</bdi>
                  </b>{" "}
                  <bdi>{row.client}</bdi>
                </span>
                {row.isNew ? <span className={styles.fresh}>new</span> : null}
                <span className={styles.note}>{row.note}</span>
                <span className={`${styles.age} tone`}>{row.age}</span>
              </li>
            ))}
        {rows.length === 0 ? <li className={styles.fine}>Nothing needs anyone</li> : null}
      </ol>
      <p className={styles.legend}>
        {rows.length === 0 ? "" : "worst first · time since last good"}
        {pages > 1 ? ` · page ${page + 1} of ${pages}` : ""}
      </p>
    </section>
  );
}
