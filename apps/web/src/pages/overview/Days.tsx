import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { DayGrid } from "../../charts/DayGrid.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Segments } from "../../ui/Segments.tsx";
import styles from "./Overview.module.css";

const BY = [
  { value: "client", label: "client" },
  { value: "device", label: "device" },
  { value: "policy", label: "policy" },
] as const;
const SHOWN = 8;

/** The last 30 backup days; each cell opens the sessions of its day. */
export function Days() {
  const { by = "client" } = useSearch({ from: "/shell/" });
  const navigate = useNavigate();
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by }));
  return (
    <section className={`panel ${styles.days}`} aria-labelledby="days">
      <div className={styles.head}>
        <h2 id="days">Last 30 days by</h2>
        <Segments
          label="Rows of the day grid"
          value={by}
          options={BY}
          onChange={(value) =>
            void navigate({ to: "/", search: (before) => ({ ...before, by: value }), replace: true })
          }
        />
      </div>
      <QueryFrame query={days} what="the last 30 days" lines={7}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title="No days yet" />
          ) : (
            <DayGrid
              days={{ ...data, rows: data.rows.slice(0, SHOWN) }}
              caption={`The last ${data.days.length} backup days by ${by}`}
              renderName={(row) => <RowName by={by} id={row.id} name={row.name ?? row.id} />}
              hrefOf={(day) => daySessionsHref(day, bounds, by)}
              onOpen={(href) => router.history.push(href)}
            />
          )
        }
      </QueryFrame>
      {(days.data?.rows.length ?? 0) > SHOWN ? (
        <p className={styles.more}>
          <Link to="/days" search={{ by }}>
            All {days.data?.rows.length}, worst first
          </Link>
        </p>
      ) : null}
    </section>
  );
}

function RowName({ by, id, name }: { by: "client" | "device" | "policy"; id: string; name: string }) {
  if (by === "client")
    return (
      <Link to="/clients/$id" params={{ id }} title={name}>
        <bdi>{name}</bdi>
      </Link>
    );
  if (by === "device")
    return (
      <Link to="/devices/$id" params={{ id }} title={name}>
        <bdi>{name}</bdi>
      </Link>
    );
  return (
    <Link to="/policies/$id" params={{ id }} title={name}>
      <bdi>{name}</bdi>
    </Link>
  );
}
