import type { Kind, Status } from "../../session.ts";

const STATUS_OF: ReadonlyMap<string, Status> = new Map([
  ["COMPLETED", "success"],
  ["COMPLETED_WITH_ERRORS", "warning"],
  ["FAILED", "failed"],
  ["INTERRUPTED", "interrupted"],
  ["CANCELED", "canceled"],
  ["NOT_STARTED", "not-started"],
]);

const KIND_OF: ReadonlyMap<string, Kind> = new Map([
  ["BACKUP", "backup"],
  ["RESTORE", "restore"],
]);

export function statusOf(word: string | null): Status {
  return STATUS_OF.get(word ?? "") ?? "unknown";
}

export function kindOf(word: string | null): Kind {
  return KIND_OF.get(word ?? "") ?? "other";
}
