import { useSearch } from "@tanstack/react-router";
import { CLIENT_COLUMNS, DEVICE_COLUMNS, POLICY_COLUMNS } from "./columns.tsx";
import { GroupList } from "./GroupList.tsx";

export function DevicesPage() {
  const { q } = useSearch({ from: "/shell/devices" });
  return (
    <GroupList kind="devices" title="Devices" noun={["device", "devices"]} q={q} columns={DEVICE_COLUMNS} />
  );
}

export function PoliciesPage() {
  const { q } = useSearch({ from: "/shell/policies" });
  return (
    <GroupList
      kind="policies"
      title="Policies"
      noun={["policy", "policies"]}
      q={q}
      columns={POLICY_COLUMNS}
    />
  );
}

export function ClientsPage() {
  const { q } = useSearch({ from: "/shell/clients" });
  return (
    <GroupList kind="clients" title="Clients" noun={["client", "clients"]} q={q} columns={CLIENT_COLUMNS} />
  );
}
