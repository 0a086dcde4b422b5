import type { StateCounts as Counts } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../lib/format.ts";
import { STATE_LOOK } from "../lib/status-look.ts";
import { Mark } from "./Mark.tsx";
import styles from "./StateCounts.module.css";

type Counted = keyof Counts;
const ORDER: readonly Counted[] = ["failed", "overdue", "unknown", "never", "warning", "ok"];

/** Items by state, those above zero, each leading to the items that it counts. */
export function StateCounts({
  counts,
  filter,
}: {
  counts: Counts;
  filter: { device?: string[]; policy?: string[]; client?: string[]; source?: string[] };
}) {
  return (
    <span className={styles.counts}>
      {ORDER.filter((state) => counts[state] > 0).map((state) => (
        <Link
          key={state}
          to="/items"
          search={{ ...filter, state: [state] }}
          data-tone={STATE_LOOK[state].tone}
          aria-label={`${counts[state]} ${STATE_LOOK[state].label}`}
          title={STATE_LOOK[state].label}
        >
          <Mark shape={STATE_LOOK[state].shape} className="tone" /> {formatCount(counts[state])}
        </Link>
      ))}
    </span>
  );
}
