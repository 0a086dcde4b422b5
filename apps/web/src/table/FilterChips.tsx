import type { ReactNode } from "react";
import { usePatchSearch } from "../lib/patch-search.ts";
import styles from "./Filters.module.css";

/** A filter that is on: its name, what it lets through, and the change of the address that takes it away. */
export interface Chip {
  key: string;
  name: string;
  value: ReactNode;
  drop: Record<string, unknown>;
}

/** Every filter that is on, each with a way to take it away, and all at once. */
export function FilterChips({
  chips,
  clear,
}: {
  chips: readonly Chip[];
  /** The change of the address that takes all away. */
  clear: Record<string, unknown>;
}) {
  const patch = usePatchSearch();
  if (chips.length === 0) return null;
  return (
    <span className={styles.chips} role="group" aria-label="Filters that are on">
      {chips.map(({ key, name, value, drop }) => (
        <button key={key} type="button" className="button" data-on="true" onClick={() => patch(drop)}>
          <span>
            <span className="dim">{name}:</span> {value}
          </span>{" "}
          <span aria-hidden="true">✕</span>
          <span className="sr">: take away</span>
        </button>
      ))}
      <button type="button" className="button" onClick={() => patch(clear)}>
        Clear all
      </button>
    </span>
  );
}
