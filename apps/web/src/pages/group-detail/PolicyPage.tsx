import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { groupQuery } from "../../api/queries.ts";
import { SourceZone } from "../../lib/clock.tsx";
import { SessionGrid } from "../../table/SessionGrid.tsx";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";
import { DetailHead } from "./DetailHead.tsx";
import { ItemsPanel } from "./ItemsPanel.tsx";
import { MonthPanel } from "./MonthPanel.tsx";
import { PolicyCharts } from "./PolicyCharts.tsx";
import { PrintedSessions } from "./PrintedSessions.tsx";

const COLUMNS = "status,what,workload,at,duration,selected,transferred,errors,note".split(",");

export function PolicyPage() {
  const { id } = useParams({ from: "/shell/policies/$id" });
  const search = useSearch({ from: "/shell/policies/$id" });
  const query = useQuery(groupQuery("policies", id));
  return (
    <QueryFrame query={query} what="this policy" lines={12}>
      {(group) => (
        <SourceZone source={group.sourceId}>
          <div key={id} className={styles.page}>
            <DetailHead group={group} search={search} within="policy" />
            <ItemsPanel group={group} within="policy" />
            <PolicyCharts group={group} search={search} />
            <MonthPanel by="policy" id={id} month={search.month} />
            <div className={styles.sessions}>
              <SessionGrid search={search} fixed={{ policy: [id] }} usual={COLUMNS} />
            </div>
            <PrintedSessions search={{ ...search, policy: [id] }} />
          </div>
        </SourceZone>
      )}
    </QueryFrame>
  );
}
