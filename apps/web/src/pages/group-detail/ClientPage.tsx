import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { groupQuery } from "../../api/queries.ts";
import { SessionGrid } from "../../table/SessionGrid.tsx";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import { ClientDays } from "./ClientDays.tsx";
import styles from "./Detail.module.css";
import { DetailHead } from "./DetailHead.tsx";
import { ItemsPanel } from "./ItemsPanel.tsx";

const COLUMNS = "status,what,workload,policy,source,at,duration,transferred,errors,note".split(",");

export function ClientPage() {
  const { id } = useParams({ from: "/shell/clients/$id" });
  const search = useSearch({ from: "/shell/clients/$id" });
  const query = useQuery(groupQuery("clients", id));
  return (
    <QueryFrame query={query} what="this client" lines={12}>
      {(group) => (
        <div className={styles.page}>
          <DetailHead group={group} search={search} noun="item" ranged={false} />
          <ClientDays client={id} by={search.by ?? "device"} />
          <ItemsPanel group={group} within="client" />
          <div className={styles.sessions}>
            <SessionGrid search={search} fixed={{ client: [id] }} usual={COLUMNS} />
          </div>
        </div>
      )}
    </QueryFrame>
  );
}
