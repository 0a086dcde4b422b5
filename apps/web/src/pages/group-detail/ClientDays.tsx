import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { DayGrid } from "../../charts/DayGrid.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Segments } from "../../ui/Segments.tsx";
import styles from "./Detail.module.css";

const BY = [
  { value: "device", label: "device" },
  { value: "policy", label: "policy" },
] as const;

const SHOWN = 12;

/** A customer's last 30 backup days; a cell opens its sessions. */
export function ClientDays({ client, by }: { client: string; by: "device" | "policy" }) {
  const [all, setAll] = useState(false);
  const patch = usePatchSearch();
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by, client }));
  return (
    <section className={`panel ${styles.days}`} aria-labelledby="days">
      <div className={styles.heading}>
        <h2 id="days">Last 30 days by</h2>
        <Segments
          label="Rows"
          value={by}
          options={BY}
          onChange={(value) => patch({ by: value }, { replace: true })}
        />
      </div>
      <QueryFrame query={days} what="the last 30 days" lines={5}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title={`No ${by} has backups here`} />
          ) : (
            <DayGrid
              days={{ ...data, rows: all ? data.rows : data.rows.slice(0, SHOWN) }}
              caption={`The last ${data.days.length} backup days by ${by}`}
              renderName={(row) => (
                <Link to={by === "device" ? "/devices/$id" : "/policies/$id"} params={{ id: row.id }}>
                  <bdi title={row.name ?? row.id}>{row.name ?? row.id}</bdi>
                </Link>
              )}
              hrefOf={(day) => daySessionsHref(day, bounds, by)}
              onOpen={(href) => router.history.push(href)}
            />
          )
        }
      </QueryFrame>
      {(days.data?.rows.length ?? 0) > SHOWN ? (
        <button type="button" className="button" onClick={() => setAll(!all)}>
          {all ? "Only the worst" : `All ${days.data?.rows.length}, worst first`}
        </button>
      ) : null}
    </section>
  );
}
