import { type Normalized, plainId, renameForStart, type Session } from "@lastgood/normalize";
import { statusCode } from "./codes.ts";
import type { Db } from "./schema.ts";
import { type SessionRow, settleTime } from "./session-row.ts";
import { slices } from "./slices.ts";
import { toMs } from "./time.ts";

const RUNNING = statusCode("running");
const WORST_FIRST = (
  ["failed", "interrupted", "not-started", "canceled", "unknown", "warning", "success", "running"] as const
).map(statusCode);

/** What is kept of a session that decides what a later reading of it may do. */
export type Kept = Pick<SessionRow, "id" | "status" | "content" | "first_seen_at"> & {
  /** NOT_YET while it waits to be put in. */
  key: number;
  at: number;
  status_seen_at: number | null;
  status_before: number | null;
  started_at: number | null;
  item_key: number | null;
  type_key: number | null;
};

export const NOT_YET = -1;

/** Those of these sessions that are kept, by id, under each id that they may have. */
export async function keptSessions(tx: Db, sessions: readonly Normalized[]): Promise<Map<string, Kept>> {
  const ids = new Set<string>();
  for (const { session } of sessions) {
    const plain = plainId(session);
    ids.add(plain);
    if (session.startedAt !== null) ids.add(renameForStart(plain, session.startedAt));
  }
  const kept = new Map<string, Kept>();
  for (const some of slices([...ids], 1000)) {
    const rows = await tx
      .selectFrom("sessions")
      .select(["key", "id", "status", "content", "first_seen_at", "status_seen_at", "status_before", "at"])
      .select(["started_at", "item_key", "type_key"])
      .where("id", "in", some)
      .execute();
    for (const row of rows) kept.set(row.id, row);
  }
  return kept;
}

/**
 * Which kept session this one is: the same id with the same start, or with none on one side; with another known start
 * it is another session. A reading that names it `id~start` may mean one that has the plain id here, and the other way.
 */
export function placeOfSession(
  session: Session,
  kept: ReadonlyMap<string, Kept>,
): { id: string; known: Kept | undefined } {
  const plain = plainId(session);
  const renamed = session.startedAt === null ? null : renameForStart(plain, session.startedAt);
  const other = renamed === null ? undefined : kept.get(renamed);
  if (renamed !== null && other !== undefined) return { id: renamed, known: other };
  const known = kept.get(plain);
  const startedAt = session.startedAt === null ? null : toMs(session.startedAt);
  const isSame =
    known === undefined ||
    isUniqueForGood(session) ||
    known.started_at === null ||
    startedAt === null ||
    known.started_at === startedAt;
  return isSame || renamed === null ? { id: plain, known } : { id: renamed, known: undefined };
}

/**
 * Whether another start cannot mean another session. A device's part of a run starts anew when it is tried again, and
 * Enterprise Manager's GUIDs come with a start from a local-time name first and the true one later.
 */
function isUniqueForGood({ parentId, vendor }: Session): boolean {
  return parentId !== null || vendor === "veeam-enterprise-manager";
}

/** A session that was once read as finished does not run again, and a reference tells nothing of one that was read. */
export function goesBack(known: Kept, next: Session): boolean {
  const canBeReference = next.vendor === "veeam-enterprise-manager";
  if (canBeReference && known.type_key === null) return false;
  if (canBeReference && next.vendorType === null && next.vendorStatus === null) return true;
  return next.status === "running" && known.status !== RUNNING;
}

/** A start once known stays known, a status that stays the same was first seen when it was, and one that changes leaves the worst it was. */
export function followingRow(known: Kept, next: SessionRow, seenAt: number): SessionRow {
  const isSame = next.status === known.status;
  return settleTime({
    ...next,
    started_at: next.started_at ?? known.started_at,
    status_seen_at: isSame ? known.status_seen_at : seenAt,
    status_before: isSame ? known.status_before : worstOf(known.status, known.status_before),
  });
}

/** Incomplete readings may change a status twice: what lies between them must not stand for what it was before. */
function worstOf(status: number, before: number | null): number {
  return WORST_FIRST.find((one) => one === status || one === before) ?? status;
}
