import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { groupQuery } from "../../api/queries.ts";
import { SourceZone } from "../../lib/clock.tsx";
import { SessionGrid } from "../../table/SessionGrid.tsx";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import { Charts } from "./Charts.tsx";
import styles from "./Detail.module.css";
import { DetailHead } from "./DetailHead.tsx";
import { ItemsPanel } from "./ItemsPanel.tsx";
import { MonthPanel } from "./MonthPanel.tsx";
import { PrintedSessions } from "./PrintedSessions.tsx";

const COLUMNS = "status,what,workload,policy,at,duration,selected,transferred,errors,note".split(",");

export function DevicePage() {
  const { id } = useParams({ from: "/shell/devices/$id" });
  const search = useSearch({ from: "/shell/devices/$id" });
  const query = useQuery(groupQuery("devices", id));
  return (
    <QueryFrame query={query} what="this device" lines={12}>
      {(group) => (
        <SourceZone source={group.sourceId}>
          <div key={id} className={styles.page}>
            <DetailHead group={group} search={search} within="device" />
            <ItemsPanel group={group} within="device" />
            <Charts of={{ device: id }} group={group} search={search} />
            <MonthPanel by="device" id={id} month={search.month} />
            <div className={styles.sessions}>
              <SessionGrid search={search} fixed={{ device: [id] }} usual={COLUMNS} />
            </div>
            <PrintedSessions search={{ ...search, device: [id] }} />
          </div>
        </SourceZone>
      )}
    </QueryFrame>
  );
}
