import type { Overview, State } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { formatCount, plural } from "../../lib/format.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Overview.module.css";

type Counted = keyof Overview["counts"];
const ORDER: readonly Counted[] = ["failed", "overdue", "unknown", "never", "warning", "ok"];

/** A count a state, worst first; together they are all items that are not retired. Each opens what it counts. */
export function Counts({ data }: { data: Overview }) {
  const shown = ORDER.filter((state) => state !== "never" || data.counts.never > 0);
  return (
    <ul className={styles.counts} aria-label={`${formatCount(data.total)} items by state`}>
      {shown.map((state) => (
        <li
          key={state}
          data-tone={STATE_LOOK[state].tone}
          data-quiet={state === "ok" || data.counts[state] === 0}
        >
          <Link to="/items" search={{ state: [state as State] }}>
            <strong>{formatCount(data.counts[state])}</strong>
            <span>
              <Mark shape={STATE_LOOK[state].shape} className="tone" /> {STATE_LOOK[state].label}
            </span>
          </Link>
          <small>
            {changeText(data.change?.[state])}
            {state === "ok" && data.running > 0 ? (
              <Link to="/sessions" search={{ status: ["running"] }}>
                {data.change === null ? "" : " · "}
                {formatCount(data.running)} running now
              </Link>
            ) : null}
            {state === "ok" && data.retiredLast7Days > 0 ? (
              <Link to="/items" search={{ state: ["retired"] }}>
                {" "}
                · {plural(data.retiredLast7Days, "item")} retired in 7 days
              </Link>
            ) : null}
          </small>
        </li>
      ))}
    </ul>
  );
}

function changeText(change: number | undefined): string {
  if (change === undefined) return "";
  if (change === 0) return "same as yesterday";
  return `${formatCount(Math.abs(change))} ${change > 0 ? "more" : "fewer"} than yesterday`;
}
