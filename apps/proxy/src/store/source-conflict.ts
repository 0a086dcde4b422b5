import type { SourceRecord } from "./store.ts";

/**
 * Why a configured source may not go on under this id, in words; null where it may. Its sessions' ids begin with the
 * source's, so another installation's would mix with them.
 */
export function sourceConflict(
  kept: Pick<SourceRecord, "sourceId" | "vendor" | "host">,
  configured: Pick<SourceRecord, "vendor" | "host">,
): string | null {
  if (kept.vendor === configured.vendor && hostname(kept.host) === hostname(configured.host)) return null;
  return `source ${kept.sourceId} was ${kept.vendor} at ${kept.host} until now, and its sessions are kept under that id; give ${configured.vendor} at ${configured.host} an id of its own`;
}

/** A port may move without the installation becoming another. */
function hostname(host: string): string {
  return new URL(`http://${host}`).hostname;
}
