import type { ProtectedItem } from "@lastgood/proxy/contract";

type Failed = Pick<ProtectedItem, "id" | "state" | "failingSince" | "lastSession">;

interface Known {
  /** Up to when its failing is known, in ms. */
  until: number;
  /** When the wall first saw it; null where it stood there when the wall began. */
  seenAt: number | null;
}

/** Failures that the wall has shown, oldest first; bounded, for the page stands for months. */
export type FailureMemory = ReadonlyMap<string, Known>;

const MOST = 2_000;
const NEW_FOR_MS = 15 * 60_000;

/**
 * Takes note of what fails now. A failure is new where its run began after all that was known of the item: so a source
 * that went dark, a list that was empty for a while or history filled in later tell nothing anew.
 */
export function noteFailures(memory: FailureMemory | null, items: readonly Failed[], now: number) {
  const next = new Map(memory ?? []);
  const fresh: string[] = [];
  for (const item of items) {
    if (item.state !== "failed") continue;
    const before = next.get(item.id);
    const since = time(item.failingSince);
    const until = Math.max(
      since,
      time(item.lastSession?.endedAt),
      time(item.lastSession?.at),
      before?.until ?? 0,
    );
    const isNew = memory !== null && (before === undefined || since > before.until);
    if (isNew) fresh.push(item.id);
    next.delete(item.id);
    next.set(item.id, { until, seenAt: isNew ? now : (before?.seenAt ?? null) });
  }
  for (const id of next.keys()) {
    if (next.size <= MOST) break;
    next.delete(id);
  }
  return { memory: next as FailureMemory, fresh };
}

/** Items whose failure the wall first saw lately: they bear a mark. */
export function newNow(memory: FailureMemory | null, now: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [id, { seenAt }] of memory ?? []) {
    if (seenAt !== null && now - seenAt < NEW_FOR_MS) found.add(id);
  }
  return found;
}

function time(at: string | null | undefined): number {
  return at == null ? 0 : Date.parse(at);
}
