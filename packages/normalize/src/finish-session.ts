import { BACKUP_KINDS, type Flag, type Kind, type Session } from "./session.ts";
import { durationBetween } from "./time.ts";

export function isBackupKind(kind: Kind): boolean {
  return (BACKUP_KINDS as readonly Kind[]).includes(kind);
}

/**
 * Fills what follows from the other fields, in place, and returns the session: `at`, `durationMs` where the vendor gave
 * none, and the flags that one record proves. A running session loses end and duration.
 */
export function finishSession(session: Session): Session {
  const isRunning = session.status === "running";
  if (isRunning) session.endedAt = null;
  session.at = session.startedAt ?? session.endedAt;
  session.durationMs = isRunning
    ? null
    : (session.durationMs ?? durationBetween(session.startedAt, session.endedAt));
  if (!isRunning) session.flags = provenFlags(session);
  return session;
}

function provenFlags(session: Session): Flag[] {
  const flags: Flag[] = [];
  if (session.status === "success" && isBackupKind(session.kind)) {
    if (session.selectedItems === 0) flags.push("nothing-protected");
    if (session.errorCount !== null && session.errorCount > 0) flags.push("errors-counted");
  }
  const { startedAt, endedAt } = session;
  // Both have the same shape, so their texts sort as their times do.
  if (startedAt !== null && endedAt !== null && endedAt < startedAt) flags.push("clock");
  return flags;
}
