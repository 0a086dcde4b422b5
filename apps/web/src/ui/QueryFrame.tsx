import { Link } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { useClock } from "../lib/clock.tsx";
import { notReadFor } from "../lib/format.ts";
import { useStarting } from "../lib/starting.ts";
import styles from "./QueryFrame.module.css";

interface Answer<T> {
  data: T | undefined;
  error: Error | null;
  dataUpdatedAt: number;
  refetch(): unknown;
}

/**
 * Shows an answer, or what stands in its place: nothing for 300 ms, then a skeleton; how far a server came that is starting;
 * the failure in words; or the last good data with its age, visibly withdrawn.
 */
export function QueryFrame<T>({
  query,
  what,
  lines = 6,
  children,
}: {
  query: Answer<T>;
  /** What is being read, for the words of a failure: "the sources". */
  what: string;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { localNow } = useClock();
  const starting = useStarting();
  // Drawn in slices: a page of hundreds of cells must not hold up what is typed or pressed meanwhile.
  const data = useDeferredValue(query.data);
  if (query.data === undefined || data === undefined) {
    if (query.data === undefined && starting !== null) return <Starting words={starting} />;
    return query.error === null ? (
      <Skeleton lines={lines} />
    ) : (
      <Failure what={what} error={query.error} retry={query.refetch} />
    );
  }
  const isWithdrawn = query.error !== null;
  // The same elements with and without a failure: what is scrolled, focused or folded out stays so.
  return (
    <>
      {isWithdrawn ? (
        <p className={styles.stale} role="status">
          {notReadFor(query.dataUpdatedAt, localNow)}: {query.error?.message}
        </p>
      ) : null}
      <div className={isWithdrawn ? "withdrawn" : styles.shown}>{children(data)}</div>
    </>
  );
}

/** Lines in place of data, past 300 ms only: what comes at once does not flash. */
export function Skeleton({ lines }: { lines: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} aria-busy="true" data-late={late}>
      <span className="sr">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  );
}

/** No failure: it ends by itself, and the page is filled then. */
function Starting({ words }: { words: string }) {
  return (
    <div className={styles.note} role="status">
      <strong>{words}</strong>
      <p>This page fills by itself once all are.</p>
    </div>
  );
}

export function Failure({ what, error, retry }: { what: string; error: Error; retry?: () => unknown }) {
  if ("code" in error && error.code === "not-found")
    return (
      <Empty title={`Nothing is known of ${what}`}>
        The link may be old or mistyped, or what it named was removed and is no longer kept.{" "}
        <Link to="/">To the overview</Link>
      </Empty>
    );
  return (
    <div className={styles.note} role="alert">
      <strong>Could not read {what}.</strong>
      <p>{error.message}</p>
      {retry === undefined ? null : (
        <button type="button" className="button" onClick={() => retry()}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.note}>
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}
