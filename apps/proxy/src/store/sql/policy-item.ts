import type { Normalized } from "@lastgood/normalize";

/**
 * The item key of the policy that this device's run belongs to, whose own item is then none; null where the run is of
 * no device within a policy. Follows the keys that the normalizers give.
 */
export function policyItemKey({ session, itemKey }: Normalized): string | null {
  const { device, policy } = session;
  if (itemKey === null || policy === null) return null;
  if (session.vendor === "veeam-azure") {
    const prefix = `${device?.id}|`;
    return session.parentId !== null && itemKey.startsWith(prefix) ? itemKey.slice(prefix.length) : null;
  }
  if (session.vendor === "veeam-enterprise-manager") {
    return itemKey.startsWith("machine|") ? `job|${policy.id.slice(session.sourceId.length + 1)}` : null;
  }
  return null;
}

/**
 * The vendor's type that the session's item stands for: an Azure run started by hand counts for the item of its
 * scheduled twin, which keeps its own name.
 */
export function itemVendorType({ session, itemKey }: Normalized): string | null {
  if (session.vendor !== "veeam-azure" || itemKey === null) return session.vendorType;
  return itemKey.slice(itemKey.lastIndexOf("|") + 1);
}
