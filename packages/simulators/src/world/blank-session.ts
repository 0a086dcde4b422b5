import type { Kind, Session, Vendor } from "@lastgood/normalize";

type Facts = Pick<Session, "id" | "vendorId" | "kind" | "status" | "vendorType" | "vendorStatus"> &
  Partial<Session>;

/** A whole session from what is known of it; `at`, an untold duration and the provable flags follow from the facts. */
export function sessionOf(sourceId: string, vendor: Vendor, facts: Facts): Session {
  const session: Session = {
    sourceId,
    vendor,
    parentId: null,
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
    ...facts,
  };
  session.at = session.startedAt ?? session.endedAt;
  if (session.startedAt !== null && session.endedAt !== null) {
    const lengthMs = Date.parse(session.endedAt) - Date.parse(session.startedAt);
    session.durationMs ??= lengthMs < 0 ? null : lengthMs;
    if (lengthMs < 0) session.flags.push("clock");
  }
  if (session.status === "success" && isGoodKind(session.kind)) {
    if ((session.errorCount ?? 0) > 0) session.flags.unshift("errors-counted");
    if (session.selectedItems === 0) session.flags.unshift("nothing-protected");
  }
  return session;
}

/** `null` while it runs. */
export function isoOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function isGoodKind(kind: Kind): boolean {
  return kind === "backup" || kind === "snapshot" || kind === "copy";
}
