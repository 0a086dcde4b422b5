import {
  CLIENT_CARD,
  CLIENT_COLUMNS,
  DEVICE_CARD,
  DEVICE_COLUMNS,
  POLICY_CARD,
  POLICY_COLUMNS,
} from "./columns.tsx";
import { GroupList, type GroupListOf } from "./GroupList.tsx";

const idsOf = (columns: readonly { id: string }[]) => columns.map(({ id }) => id);

const DEVICES: GroupListOf = {
  kind: "devices",
  title: "Devices",
  noun: ["device", "devices"],
  columns: DEVICE_COLUMNS,
  usual: idsOf(DEVICE_COLUMNS),
  card: DEVICE_CARD,
};

const POLICIES: GroupListOf = {
  kind: "policies",
  title: "Policies",
  noun: ["policy", "policies"],
  columns: POLICY_COLUMNS,
  usual: idsOf(POLICY_COLUMNS),
  card: POLICY_CARD,
};

const CLIENTS: GroupListOf = {
  kind: "clients",
  title: "Clients",
  noun: ["client", "clients"],
  columns: CLIENT_COLUMNS,
  usual: idsOf(CLIENT_COLUMNS),
  card: CLIENT_CARD,
};

export const DevicesPage = () => <GroupList of={DEVICES} />;
export const PoliciesPage = () => <GroupList of={POLICIES} />;
export const ClientsPage = () => <GroupList of={CLIENTS} />;
