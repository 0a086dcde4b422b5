import type { Group } from "@lastgood/proxy/contract";
import { STATE_LOOK, VENDOR_LABEL } from "../../lib/status-look.ts";
import grid from "../../table/Grid.module.css";
import type { GridColumn } from "../../table/grid-column.ts";
import { type Grouping, GroupLink } from "../../ui/GroupLink.tsx";
import { StateCounts } from "../../ui/StateCounts.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

type Column = GridColumn<Group>;

const state: Column = {
  id: "state",
  header: "State",
  size: 112,
  cell: (group) => <Status look={STATE_LOOK[group.state]} />,
};

const name = (of: Grouping, header: string): Column => ({
  id: "name",
  header,
  size: 220,
  cell: (group) => <GroupLink of={of} named={group} row />,
});

/** A device, policy or client in two lines. */
const card = (of: Grouping, header: string): Column => ({
  id: "card",
  header,
  size: 320,
  grows: true,
  cell: (group) => (
    <div className={grid.card}>
      <span>
        <Status look={STATE_LOOK[group.state]} />
        <span className={grid.fills}>
          <GroupLink of={of} named={group} row />
        </span>
      </span>
      <span>
        <StateCounts counts={group.counts} filter={{ [of]: [group.id] }} />
        <span className={`dim ${grid.fills}`} title={group.reason}>
          {group.reason}
        </span>
      </span>
    </div>
  ),
});

export const DEVICE_CARD = card("device", "Device");
export const POLICY_CARD = card("policy", "Policy");
export const CLIENT_CARD = card("client", "Client");

const client: Column = {
  id: "client",
  header: "Client",
  size: 160,
  cell: ({ client }) => (client === null ? null : <GroupLink of="client" named={client} />),
};

const source: Column = {
  id: "source",
  header: "Source",
  size: 130,
  cell: (group) =>
    group.sourceId === null ? (
      "several"
    ) : (
      <span title={group.vendor === null ? undefined : VENDOR_LABEL[group.vendor]}>{group.sourceId}</span>
    ),
};

const why: Column = {
  id: "why",
  header: "Why",
  size: 250,
  grows: true,
  cell: (group) => <span title={group.reason}>{group.reason}</span>,
};

const counts = (of: Grouping): Column => ({
  id: "counts",
  header: "Items",
  size: 190,
  cell: (group) => <StateCounts counts={group.counts} filter={{ [of]: [group.id] }} />,
});

const good: Column = {
  id: "good",
  header: "Last good, all",
  size: 116,
  cell: (group) => <Time at={group.lastGoodAt} source={group.sourceId} short none="not all yet" />,
};

const read: Column = {
  id: "read",
  header: "Read",
  size: 100,
  cell: (group) => <Time at={group.lastReadAt} source={group.sourceId} short none="not yet" />,
};

export const DEVICE_COLUMNS = [
  state,
  name("device", "Device"),
  client,
  why,
  counts("device"),
  good,
  read,
  source,
];
export const POLICY_COLUMNS = [
  state,
  name("policy", "Policy"),
  client,
  why,
  counts("policy"),
  good,
  read,
  source,
];
export const CLIENT_COLUMNS = [state, name("client", "Client"), why, counts("client"), good, read, source];
