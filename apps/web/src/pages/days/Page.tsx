import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { CellLegend } from "../../charts/DayGrid.tsx";
import { DayStrips } from "../../charts/DayStrips.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { formatShortDay, plural } from "../../lib/format.ts";
import { stringifySearch } from "../../lib/search.ts";
import { useTitle } from "../../lib/title.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Segments } from "../../ui/Segments.tsx";
import styles from "./Days.module.css";

const BY = [
  { value: "item", label: "item" },
  { value: "device", label: "device" },
  { value: "policy", label: "policy" },
  { value: "client", label: "client" },
] as const;
type By = (typeof BY)[number]["value"];

const PAGE_OF = { device: "/devices", policy: "/policies", client: "/clients" } as const;

/** Every item's last 30 backup days on one page, the worst first. */
export function Page() {
  useTitle("Days");
  const { by = "item" } = useSearch({ from: "/shell/days" });
  const navigate = useNavigate();
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by }));
  return (
    <section className="panel" aria-labelledby="all-days">
      <div className={styles.head}>
        <h1 id="all-days">Last 30 days by</h1>
        <Segments
          label="Rows of the day grid"
          value={by}
          options={BY}
          onChange={(value) =>
            void navigate({ to: "/days", search: (before) => ({ ...before, by: value }), replace: true })
          }
        />
      </div>
      <QueryFrame query={days} what="the last 30 days" lines={14}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title="No days yet" />
          ) : (
            <>
              <p className="dim">
                {plural(data.rows.length, by, by === "policy" ? "policies" : `${by}s`)}, worst first, each
                from {formatShortDay(data.days[0] ?? "")} to {formatShortDay(data.days.at(-1) ?? "")}
              </p>
              <CellLegend days={data} />
              <DayStrips
                days={data}
                hrefOf={(row) => hrefOf(by, row)}
                dayHrefOf={by === "item" ? null : (row, day) => daySessionsHref(day, bounds, by)(row)}
                onOpen={(href) => router.history.push(href)}
              />
            </>
          )
        }
      </QueryFrame>
    </section>
  );
}

/** An item has no page of its own: the list of items finds it by its device's or policy's name. */
function hrefOf(by: By, { id, name }: { id: string; name: string | null }): string {
  if (by === "item") return `/items${stringifySearch({ q: (name ?? id).split(" · ")[0] })}`;
  return `${PAGE_OF[by]}/${encodeURIComponent(id)}`;
}
