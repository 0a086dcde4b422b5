import type { Kind } from "../../session.ts";

/** Every session type the vendor names, word for word. `PolicyArchive` and its like are listed by it under Backup. */
export const KIND_BY_TYPE = {
  PolicyBackup: "backup",
  PolicyArchive: "backup",
  SnapshotBackup: "backup",
  SqlPolicyBackup: "backup",
  SqlPolicyArchive: "backup",
  SqlManualBackup: "backup",
  PostgresDbPolicyBackup: "backup",
  PostgresDbPolicyArchive: "backup",
  PostgresDbManualBackup: "backup",
  MongoDbPolicyBackup: "backup",
  MongoDbPolicyArchive: "backup",
  MongoDbManualBackup: "backup",
  VnetPolicyBackup: "backup",
  VnetPolicyBackupToRepository: "backup",
  ConfigurationBackupManual: "backup",
  ConfigurationBackupScheduled: "backup",
  AutoBackup: "backup",
  PolicySnapshot: "snapshot",
  ManualSnapshot: "snapshot",
  FileSharePolicySnapshot: "snapshot",
  FileShareManualSnapshot: "snapshot",
  RestoreDisks: "restore",
  RestoreVms: "restore",
  FileLevelRestore: "restore",
  HealthCheck: "verification",
  RepositoryCreation: "repository",
  RepositoryDeletion: "repository",
  RepositoryEdit: "repository",
  ConfigurationBackupDownload: "repository",
  ConfigurationBackupSync: "repository",
} as const satisfies Record<string, Kind>;

/** Families the vendor names by their ending; asked only after the exact words (`RepositoryDeletion` is no retention). */
export const KIND_BY_ENDING = {
  Restore: "restore",
  RestorePointDataRetrieval: "restore",
  Retention: "retention",
  Deletion: "retention",
  Rescan: "repository",
  Indexing: "repository",
  Import: "repository",
} as const satisfies Record<string, Kind>;

/** A type that only a person starts, and the scheduled type whose item it joins where a policy stands behind it. */
export const SCHEDULED_TWIN = {
  ManualSnapshot: "PolicySnapshot",
  FileShareManualSnapshot: "FileSharePolicySnapshot",
  SqlManualBackup: "SqlPolicyBackup",
  PostgresDbManualBackup: "PostgresDbPolicyBackup",
  MongoDbManualBackup: "MongoDbPolicyBackup",
  ConfigurationBackupManual: "ConfigurationBackupScheduled",
} as const satisfies Partial<Record<keyof typeof KIND_BY_TYPE, keyof typeof KIND_BY_TYPE>>;

/** A word the vendor never named is `other`. */
export function kindOf(type: string | null): Kind {
  if (type === null) return "other";
  if (Object.hasOwn(KIND_BY_TYPE, type)) return KIND_BY_TYPE[type as keyof typeof KIND_BY_TYPE];
  for (const [ending, kind] of Object.entries(KIND_BY_ENDING)) if (type.endsWith(ending)) return kind;
  return "other";
}

/** The type under which a policy's runs of `type` are counted: a run started by hand counts with the scheduled ones. */
export function itemTypeOf(type: string | null): { type: string | null; manual: boolean } {
  if (type === null || !Object.hasOwn(SCHEDULED_TWIN, type)) return { type, manual: false };
  return { type: SCHEDULED_TWIN[type as keyof typeof SCHEDULED_TWIN], manual: true };
}

/** Whether `protectedItems` may be asked for: the vendor answers 400 for every other kind. */
export function childrenAllowed(kind: Kind): boolean {
  return kind === "backup" || kind === "snapshot";
}
