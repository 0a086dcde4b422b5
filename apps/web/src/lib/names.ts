import type { Named, ProtectedItem } from "@lastgood/proxy/contract";

/** A thing's name; where the vendor tells none, its own id, which a person can at least look up there. */
export function nameOf(named: Named): string {
  return named.name !== null && VISIBLE.test(named.name)
    ? named.name
    : named.id.slice(named.id.indexOf(":") + 1);
}

/** A name of blanks or of marks without width would be a link that nobody sees. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

type Titled = Pick<ProtectedItem, "vendor" | "device" | "policy" | "workload" | "vendorType">;

/** What is protected, in a line: `sql-07 · MSSQL`, `Policy Finance-EU · PolicyBackup`. */
export function itemTitle(item: Titled): string {
  if (item.device !== null) {
    const detail = itemDetail(item);
    return detail === null ? nameOf(item.device) : `${nameOf(item.device)} · ${detail}`;
  }
  if (item.policy === null) return item.workload ?? item.vendorType ?? "Unnamed";
  return item.vendorType === null ? nameOf(item.policy) : `${nameOf(item.policy)} · ${item.vendorType}`;
}

/** What tells the items of one device apart. In Azure the same machine has a backup and a snapshot by one policy. */
export function itemDetail(item: Titled): string | null {
  if (item.vendor === "veeam-azure" && item.policy !== null) {
    return [nameOf(item.policy), item.vendorType].filter(Boolean).join(" ");
  }
  return item.workload ?? (item.policy === null ? null : nameOf(item.policy));
}

/** What an item is called where its device or policy is already named by the page. */
export function ownName(item: Titled, within: "device" | "policy" | "client"): string {
  if (within === "device") return itemDetail(item) ?? itemTitle(item);
  if (within === "policy" && item.device !== null) {
    const detail = item.vendor === "veeam-azure" ? item.vendorType : item.workload;
    return detail === null ? nameOf(item.device) : `${nameOf(item.device)} · ${detail}`;
  }
  return itemTitle(item);
}
