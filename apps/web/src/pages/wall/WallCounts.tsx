import type { StateCounts } from "@lastgood/proxy/contract";
import { formatCount } from "../../lib/format.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Wall.module.css";

const ORDER = ["failed", "overdue", "unknown", "never", "warning", "ok"] as const;

/** All items by state; this never pages on, so a new failure is seen here whatever page the list is on. */
export function WallCounts({ counts, fresh }: { counts: StateCounts; fresh: number }) {
  const shown = ORDER.filter((state) => state === "failed" || state === "ok" || counts[state] > 0);
  return (
    <ul className={styles.counts} aria-label="Items by state">
      {shown.map((state) => (
        <li key={state} data-tone={STATE_LOOK[state].tone} data-quiet={state === "ok" || counts[state] === 0}>
          <strong>{formatCount(counts[state])}</strong>
          <Mark shape={STATE_LOOK[state].shape} />
          <span>{STATE_LOOK[state].label.toLowerCase()}</span>
          {state === "failed" && fresh > 0 ? (
            <em className={styles.fresh}>{formatCount(fresh)} new</em>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
