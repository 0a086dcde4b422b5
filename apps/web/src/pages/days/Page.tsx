import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { CellLegend } from "../../charts/DayGrid.tsx";
import { DayStrips } from "../../charts/DayStrips.tsx";
import { DaysHead } from "../../charts/DaysHead.tsx";
import { daySessionsHref } from "../../lib/day-sessions.ts";
import { formatShortDay, plural } from "../../lib/format.ts";
import { stringifySearch } from "../../lib/search.ts";
import { useTitle } from "../../lib/title.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Days.module.css";

const BY = ["item", "device", "policy", "client"] as const;
type By = (typeof BY)[number];

const PAGE_OF = { device: "/devices", policy: "/policies", client: "/clients" } as const;

/** Every item's last 30 backup days on one page, the worst first. */
export function Page() {
  useTitle("Days");
  const { by = "item" } = useSearch({ from: "/shell/days" });
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by }));
  return (
    <section className="panel" aria-labelledby="days">
      <DaysHead by={by} choices={BY} level="h1" className={styles.head} />
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
