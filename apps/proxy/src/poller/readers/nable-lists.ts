import type { NableClientRow, NableDevice } from "../../vendors/nable/client.ts";

export type ListedKind = "server" | "workstation";

/** One call of an inventory that is still to be made. */
export interface DeviceList {
  client: NableClientRow;
  kind: ListedKind;
  /** With backup and without; null where it is not told. */
  devices: number | null;
}

/** Before anything is known of an account: servers have backup, of desks some. */
const PRIOR: Record<ListedKind, number> = { server: 1, workstation: 0.25 };

/** What is to be asked of these clients; not what they are told to have none of. */
export function deviceLists(clients: readonly NableClientRow[]): DeviceList[] {
  return clients.flatMap((client) => {
    const { devices, servers, workstations } = client;
    const lists: DeviceList[] = [];
    // Counts that do not add up are not relied on.
    if (servers !== 0 || devices !== workstations) lists.push({ client, kind: "server", devices: servers });
    if (workstations !== 0 || devices !== servers)
      lists.push({ client, kind: "workstation", devices: workstations });
    return lists;
  });
}

/** The share of devices with backup, by what was found until now. */
function shareOf(kind: ListedKind, found: readonly NableDevice[]): number {
  const of = found.filter(({ device }) => device.kind === kind);
  return (of.filter((device) => device.protected).length + PRIOR[kind]) / (of.length + 1);
}

/** Takes out the list that will likely bring the most devices with backup: a call that brings none shows nothing to anybody. */
export function takeBest(lists: DeviceList[], found: readonly NableDevice[]): DeviceList | undefined {
  const shares = { server: shareOf("server", found), workstation: shareOf("workstation", found) };
  const worth = ({ kind, devices }: DeviceList) => (devices ?? 1) * shares[kind];
  let best = 0;
  for (const [index, list] of lists.entries())
    if (worth(list) > worth(lists[best] as DeviceList)) best = index;
  return lists.splice(best, 1)[0];
}

/** How many devices with backup these lists will likely bring; null where their number is not told. */
export function expectedOf(lists: readonly DeviceList[], found: readonly NableDevice[]): number | null {
  const shares = { server: shareOf("server", found), workstation: shareOf("workstation", found) };
  let sum = 0;
  for (const { kind, devices } of lists) {
    if (devices === null) return null;
    sum += devices * shares[kind];
  }
  return sum;
}
