import type { Session, Vendor } from "./session.ts";

/** A session of which nothing is known yet: kind `other`, status `unknown`, all else null or empty. */
export function blankSession(sourceId: string, vendor: Vendor): Session {
  return {
    id: "",
    sourceId,
    vendor,
    vendorId: null,
    parentId: null,
    kind: "other",
    status: "unknown",
    vendorType: null,
    vendorStatus: null,
    level: null,
    client: null,
    site: null,
    device: null,
    policy: null,
    workload: null,
    at: null,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    selectedBytes: null,
    processedBytes: null,
    transferredBytes: null,
    changedBytes: null,
    selectedItems: null,
    processedItems: null,
    removedItems: null,
    changedItems: null,
    errorCount: null,
    message: null,
    flags: [],
    issues: [],
    firstSeenAt: null,
  };
}
