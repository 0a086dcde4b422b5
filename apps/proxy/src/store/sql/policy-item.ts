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
