import type { Changed } from "@lastgood/proxy/contract";

/** What a change of a source's health alone can alter: states rest on when an item was last read. */
const HEALTH = new Set(["about", "overview", "items", "groups", "group", "sources", "rejects", "days"]);

/**
 * Whether an answer may have been altered by a change; when in doubt, yes. Loaded pages of sessions stay as they are, and
 * the running ones among them are asked for by their own clock.
 */
export function isTouched(queryKey: readonly unknown[], changed: Changed): boolean {
  const [topic, first, second] = queryKey;
  if (topic === "sessions" || topic === "running") return false;
  if (changed.healthOnly && !HEALTH.has(String(topic))) return false;
  if (topic === "group" && first === "devices") return mayHold(changed.deviceIds, second);
  if (topic === "group" && first === "policies") return mayHold(changed.policyIds, second);
  if (topic === "series" || topic === "runs") {
    const of = first as { device?: string; policy?: string };
    return mayHold(changed.deviceIds, of.device) || mayHold(changed.policyIds, of.policy);
  }
  return true;
}

/** An empty list says that nobody counted, not that nothing changed. */
function mayHold(ids: readonly string[], id: unknown): boolean {
  return typeof id === "string" && (ids.length === 0 || ids.includes(id));
}
