import type { Group, Named, ProtectedItem } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { daysQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { DayGrid } from "../../charts/DayGrid.tsx";
import { DaysHead } from "../../charts/DaysHead.tsx";
import { dayItemSessionsHref, daySessionsHref } from "../../lib/day-sessions.ts";
import { formatCount } from "../../lib/format.ts";
import { nameOf, ownName } from "../../lib/names.ts";
import { GroupLink } from "../../ui/GroupLink.tsx";
import { ItemLink } from "../../ui/ItemLink.tsx";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";

const BY = ["device", "policy", "item"] as const;
type By = (typeof BY)[number];

const SHOWN = 12;
/** CSS pixels of a row, and of all around the rows: as high as it will be, so that what comes later moves nothing. */
const [ROW_HEIGHT, REST_HEIGHT] = [33, 137];

/** A customer's last 30 backup days; a cell opens its sessions. */
export function ClientDays({ group, by }: { group: Group; by: By }) {
  const [all, setAll] = useState(false);
  const router = useRouter();
  const bounds = useDayBounds();
  const days = useQuery(daysQuery({ by, client: group.id }));
  const itemOf = (id: string) => group.items.find((item) => item.id === id);
  const hrefOf = (day: string) => {
    if (by !== "item") return daySessionsHref(day, bounds, by);
    return ({ id }: { id: string }) => {
      const item = itemOf(id);
      return item === undefined
        ? daySessionsHref(day, bounds, "client")(group)
        : dayItemSessionsHref(day, bounds, item);
    };
  };
  return (
    <section
      className={`panel ${styles.days}`}
      aria-labelledby="days"
      style={{ minHeight: REST_HEIGHT + ROW_HEIGHT * Math.min(SHOWN, rowsOf(group, by)) }}
    >
      <DaysHead by={by} choices={BY} className={styles.heading} />
      <QueryFrame query={days} what="the last 30 days" lines={5}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty title={`No ${by} has backups here`} />
          ) : (
            <>
              <DayGrid
                days={{ ...data, rows: all ? data.rows : data.rows.slice(0, SHOWN) }}
                caption={`The last ${data.days.length} backup days by ${by}`}
                renderName={(row) => <RowName by={by} row={row} item={itemOf(row.id)} />}
                hrefOf={hrefOf}
                onOpen={(href) => router.history.push(href)}
              />
              {data.rows.length > SHOWN ? (
                <button type="button" className={`button ${styles.after}`} onClick={() => setAll(!all)}>
                  {all ? "Only the worst" : `All ${formatCount(data.rows.length)}, worst first`}
                </button>
              ) : null}
            </>
          )
        }
      </QueryFrame>
    </section>
  );
}

function rowsOf({ items }: Group, by: By): number {
  if (by === "item") return items.length;
  return new Set(items.flatMap((item) => item[by]?.id ?? [])).size;
}

function RowName({ by, row, item }: { by: By; row: Named; item: ProtectedItem | undefined }) {
  if (by !== "item") return <GroupLink of={by} named={row} />;
  if (item !== undefined) return <ItemLink item={item} text={ownName(item, "client")} />;
  return <bdi title={nameOf(row)}>{nameOf(row)}</bdi>;
}
