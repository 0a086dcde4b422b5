import { expect, it } from "vitest";
import { childrenAllowed, itemTypeOf, KIND_BY_TYPE, kindOf } from "./kinds.ts";

it.each([
  ["PolicyBackup", "backup"],
  ["PolicyArchive", "backup"],
  ["SnapshotBackup", "backup"],
  ["SqlPolicyBackup", "backup"],
  ["SqlPolicyArchive", "backup"],
  ["SqlManualBackup", "backup"],
  ["PostgresDbPolicyBackup", "backup"],
  ["PostgresDbPolicyArchive", "backup"],
  ["PostgresDbManualBackup", "backup"],
  ["MongoDbPolicyBackup", "backup"],
  ["MongoDbPolicyArchive", "backup"],
  ["MongoDbManualBackup", "backup"],
  ["VnetPolicyBackup", "backup"],
  ["VnetPolicyBackupToRepository", "backup"],
  ["ConfigurationBackupManual", "backup"],
  ["ConfigurationBackupScheduled", "backup"],
  ["AutoBackup", "backup"],
  ["PolicySnapshot", "snapshot"],
  ["ManualSnapshot", "snapshot"],
  ["FileSharePolicySnapshot", "snapshot"],
  ["FileShareManualSnapshot", "snapshot"],
  ["RestoreDisks", "restore"],
  ["RestoreVms", "restore"],
  ["FileLevelRestore", "restore"],
  ["SqlRestore", "restore"],
  ["VmRestorePointDataRetrieval", "restore"],
  ["HealthCheck", "verification"],
  ["LingeringSnapshotRetention", "retention"],
  ["SnapshotDeletion", "retention"],
  ["RepositoryCreation", "repository"],
  ["RepositoryDeletion", "repository"],
  ["RepositoryEdit", "repository"],
  ["RepositoryRescan", "repository"],
  ["FileShareIndexing", "repository"],
  ["RepositoryImport", "repository"],
  ["ConfigurationBackupDownload", "repository"],
  ["ConfigurationBackupSync", "repository"],
  ["policybackup", "other"],
  ["QuantumBackup", "other"],
  ["toString", "other"],
  ["__proto__", "other"],
  [null, "other"],
])("%s is of kind %s", (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

it("gives every backup type that a person starts a scheduled one of the same kind", () => {
  const manual = Object.keys(KIND_BY_TYPE).filter((type) => type.includes("Manual"));
  expect(manual.length).toBeGreaterThan(0);
  for (const type of manual) {
    const twin = itemTypeOf(type);
    expect(twin.manual).toBe(true);
    expect(kindOf(twin.type)).toBe(kindOf(type));
  }
  expect(itemTypeOf("toString")).toEqual({ type: "toString", manual: false });
});

it("asks for protected items only where the vendor has them", () => {
  expect(childrenAllowed("backup") && childrenAllowed("snapshot")).toBe(true);
  expect(childrenAllowed("verification") || childrenAllowed("restore") || childrenAllowed("copy")).toBe(
    false,
  );
});
