/** What is taken of a row of `jobSessions`. Members that say nothing are left out or null; more keys are normal. */
export interface JobSessionRow {
  id?: unknown;
  type?: unknown;
  status?: unknown;
  executionStartTime?: unknown;
  executionStopTime?: unknown;
  /** A .NET TimeSpan. */
  executionDuration?: unknown;
  backupJobInfo?: unknown;
  healthCheckJobInfo?: unknown;
}

/** `backupJobInfo`, and `healthCheckJobInfo`, which has the policy alone. */
export interface PolicyInfo {
  policyId?: unknown;
  policyName?: unknown;
  protectedInstancesCount?: unknown;
  policyRemoved?: unknown;
}

/** What is taken of a row of `protectedItems`. */
export interface ProtectedItemRow {
  resource?: unknown;
  /** The tries for this resource, each a `RunRow`. */
  runs?: unknown;
}

export interface Resource {
  id?: unknown;
  name?: unknown;
  displayName?: unknown;
  resourceType?: unknown;
}

export interface RunRow {
  status?: unknown;
  startTime?: unknown;
  endTime?: unknown;
  rates?: unknown;
}

export interface Rates {
  totalDataBytes?: unknown;
  processedDataBytes?: unknown;
  transferredDataBytes?: unknown;
}
