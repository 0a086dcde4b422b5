import { useQuery } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { DayGrid } from "../../charts/DayGrid.tsx";
import { DaysHead } from "../../charts/DaysHead.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { formatCount } from "../../lib/format.ts";
import { GroupLink } from "../../ui/GroupLink.tsx";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Overview.module.css";

const BY = ["client", "device", "policy"] as const;
const SHOWN = 8;

/** The last 30 backup days; each cell opens the sessions of its day. */
export function Days() {
  const { by = "client" } = useSearch({ from: "/shell/" });
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by }));
  return (
    <section className={`panel ${styles.days}`} aria-labelledby="days">
      <DaysHead by={by} choices={BY} className={styles.head} />
      <QueryFrame query={days} what="the last 30 days" lines={8}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title="No days yet" />
          ) : (
            <>
              <DayGrid
                days={{ ...data, rows: data.rows.slice(0, SHOWN) }}
                caption={`The last ${data.days.length} backup days by ${by}`}
                renderName={(row) => <GroupLink of={by} named={row} />}
                hrefOf={(day) => daySessionsHref(day, bounds, by)}
                onOpen={(href) => router.history.push(href)}
              />
              {data.rows.length > SHOWN ? (
                <p className={styles.more}>
                  <Link to="/days" search={{ by }}>
                    All {formatCount(data.rows.length)}, worst first
                  </Link>
                </p>
              ) : null}
            </>
          )
        }
      </QueryFrame>
    </section>
  );
}
