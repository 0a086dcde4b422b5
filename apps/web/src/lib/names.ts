import type { Named, ProtectedItem, Session } from "@lastgood/proxy/contract";

/** A thing's name; where the vendor tells none, its own id, which a person can at least look up there. */
export function nameOf(named: Named): string {
  return named.name ?? named.id.slice(named.id.indexOf(":") + 1);
}

type Titled = Pick<ProtectedItem, "device" | "policy" | "workload" | "vendorType">;

/** What is protected, in a line: `sql-07 · MSSQL`, `Policy Finance-EU · PolicyBackup`. */
export function itemTitle(item: Titled): string {
  if (item.device !== null) {
    const detail = item.workload ?? (item.policy === null ? null : nameOf(item.policy));
    return detail === null ? nameOf(item.device) : `${nameOf(item.device)} · ${detail}`;
  }
  if (item.policy === null) return item.workload ?? item.vendorType ?? "Unnamed";
  return item.vendorType === null ? nameOf(item.policy) : `${nameOf(item.policy)} · ${item.vendorType}`;
}

/** What a session ran for. */
export function sessionTitle(session: Session): string {
  return itemTitle(session);
}
