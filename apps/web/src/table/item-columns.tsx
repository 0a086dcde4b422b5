import type { ProtectedItem } from "@lastgood/proxy/contract";
import { STATE_LOOK, STATUS_LOOK, VENDOR_LABEL } from "../lib/status-look.ts";
import { GroupLink } from "../ui/GroupLink.tsx";
import { ItemLink } from "../ui/ItemLink.tsx";
import { SessionLink } from "../ui/SessionLink.tsx";
import { Status } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import grid from "./Grid.module.css";
import type { GridColumn } from "./grid-column.ts";

export const USUAL_ITEM_COLUMNS = "state,item,client,why,row,good,last,due,read".split(",");

export const ITEM_COLUMNS: readonly GridColumn<ProtectedItem>[] = [
  {
    id: "state",
    header: "State",
    size: 112,
    sort: "state",
    cell: (item) => <Status look={STATE_LOOK[item.state]} />,
  },
  {
    id: "since",
    header: "Since",
    size: 110,
    sort: "stateSince",
    cell: (item) => <Time at={item.stateSince} source={item.sourceId} short none="not known" />,
  },
  { id: "item", header: "Item", size: 250, sort: "device", cell: (item) => <ItemLink item={item} /> },
  {
    id: "client",
    header: "Client",
    size: 150,
    sort: "client",
    cell: ({ client }) => (client === null ? null : <GroupLink of="client" named={client} />),
  },
  {
    id: "why",
    header: "Why",
    size: 250,
    grows: true,
    cell: (item) => <span title={item.reason}>{item.reason}</span>,
  },
  {
    id: "row",
    header: "In a row",
    size: 70,
    sort: "failuresInARow",
    numeric: true,
    cell: (item) => (item.failuresInARow > 0 ? item.failuresInARow : null),
  },
  {
    id: "good",
    header: "Last good",
    size: 120,
    sort: "lastGood",
    cell: (item) =>
      item.lastGood === null ? (
        <span className="faint">never</span>
      ) : (
        <SessionLink id={item.lastGood.id}>
          <Time at={item.lastGood.at} source={item.sourceId} short />
        </SessionLink>
      ),
  },
  {
    id: "last",
    header: "Last run",
    size: 130,
    cell: (item) =>
      item.lastSession === null ? (
        <span className="faint">none</span>
      ) : (
        <SessionLink id={item.lastSession.id}>
          <Status look={STATUS_LOOK[item.lastSession.status]} quiet />{" "}
          <Time at={item.lastSession.at} source={item.sourceId} short />
        </SessionLink>
      ),
  },
  {
    id: "due",
    header: "Due",
    size: 100,
    sort: "dueAt",
    cell: (item) => <Time at={item.dueAt} source={item.sourceId} short none="no schedule" />,
  },
  {
    id: "read",
    header: "Read",
    size: 100,
    sort: "lastReadAt",
    cell: (item) => <Time at={item.lastReadAt} source={item.sourceId} short none="not yet" />,
  },
  {
    id: "source",
    header: "Source",
    size: 120,
    sort: "source",
    cell: (item) => <span title={VENDOR_LABEL[item.vendor]}>{item.sourceId}</span>,
  },
];

/** An item in two lines. */
export const ITEM_CARD: GridColumn<ProtectedItem> = {
  id: "card",
  header: "Item",
  size: 320,
  grows: true,
  cell: (item) => (
    <div className={grid.card}>
      <span>
        <Status look={STATE_LOOK[item.state]} />
        <span className={grid.fills}>
          <ItemLink item={item} />
        </span>
      </span>
      <span>
        <span className={`dim ${grid.fills}`} title={item.reason}>
          {item.reason}
        </span>
      </span>
    </div>
  ),
};
