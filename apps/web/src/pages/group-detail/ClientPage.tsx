import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { groupQuery } from "../../api/queries.ts";
import { SessionGrid } from "../../table/SessionGrid.tsx";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import { ClientDays } from "./ClientDays.tsx";
import { ClientSources } from "./ClientSources.tsx";
import styles from "./Detail.module.css";
import { DetailHead } from "./DetailHead.tsx";
import { ItemsPanel } from "./ItemsPanel.tsx";
import { MonthPanel } from "./MonthPanel.tsx";
import { PrintedSessions } from "./PrintedSessions.tsx";

const COLUMNS = "status,what,workload,policy,source,at,duration,transferred,errors,note".split(",");

export function ClientPage() {
  const { id } = useParams({ from: "/shell/clients/$id" });
  const search = useSearch({ from: "/shell/clients/$id" });
  const query = useQuery(groupQuery("clients", id));
  return (
    <QueryFrame query={query} what="this client" lines={12}>
      {(group) => (
        <div key={id} className={styles.page}>
          <DetailHead group={group} search={search} within="client" />
          <ClientDays group={group} by={search.by ?? "device"} />
          <ClientSources group={group} />
          <ItemsPanel group={group} within="client" />
          <MonthPanel by="client" id={id} month={search.month} />
          <div className={styles.sessions}>
            <SessionGrid search={search} fixed={{ client: [id] }} usual={COLUMNS} />
          </div>
          <PrintedSessions search={{ ...search, client: [id] }} />
        </div>
      )}
    </QueryFrame>
  );
}
