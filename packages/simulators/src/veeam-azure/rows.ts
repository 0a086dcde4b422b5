import type { JobRun, Run } from "../world/model.ts";
import { uuid } from "../world/random.ts";
import {
  endMicros,
  isPolicyRun,
  isRunning,
  policyId,
  reasonOf,
  resourceId,
  sessionId,
  startMicros,
  wordOf,
} from "./facts.ts";
import type { AzureInventory } from "./inventory.ts";

/** The appliance's own idea of its name: links that must not be followed. */
export const OWN_HOST = "https://vba-internal.local:443";

const LOCAL_WORDS: Record<string, string> = {
  PolicyBackup: "Policy Backup",
  PolicySnapshot: "Policy Snapshot",
  LingeringSnapshotRetention: "Obsolete Snapshot Retention",
  RepositoryRescan: "Rescan Repository",
  RestoreVms: "Restore VMs",
  HealthCheck: "Health Check",
};

/** One row of `jobSessions`; what is null at the appliance is left out. */
export function sessionRow(
  run: JobRun,
  version: string,
  decimalIds: boolean,
  now: number,
  told: Pick<AzureInventory, "nameOf" | "isRemoved">,
) {
  const isV1 = version === "v1";
  const id = sessionId(run, decimalIds);
  const running = isRunning(run, now);
  const href = `${OWN_HOST}/api/${version}/jobSessions/${id}`;
  return {
    id,
    type: run.job.type,
    localizedType: LOCAL_WORDS[run.job.type] ?? run.job.type,
    executionStartTime: microsText(startMicros(run)),
    ...(running
      ? {}
      : {
          executionStopTime: microsText(endMicros(run)),
          executionDuration: timeSpan(endMicros(run) - startMicros(run)),
        }),
    status: wordOf(run, now),
    ...(["v1", "v2", "v3"].includes(version) && { usn: run.number % 1_000_000 }),
    ...infoOf(run, isV1, told),
    _links: { self: { href }, log: { href: `${href}/log` } },
  };
}

function infoOf(run: JobRun, isV1: boolean, told: Pick<AzureInventory, "nameOf" | "isRemoved">) {
  const { job } = run;
  const policy = { policyId: policyId(job), policyName: told.nameOf(job) };
  const policyRemoved = told.isRemoved(job);
  if (isPolicyRun(job)) {
    return {
      backupJobInfo: {
        ...policy,
        ...(!isV1 && { policyType: "Tags" }),
        protectedInstancesCount: run.runs.length,
        policyRemoved,
      },
    };
  }
  if (job.kind === "verification") return { healthCheckJobInfo: { ...policy, policyRemoved } };
  if (job.kind === "restore") return { restoreJobInfo: { reason: "Monthly restore test", items: [] } };
  if (job.kind !== "repository") return {};
  const repository = { repositoryName: "Backup Repository", repositoryRemoved: false };
  return { repositoryJobInfo: { repositoryId: isV1 ? 1 : uuid(1, 2, 3), ...repository } };
}

export function protectedItemRow(run: Run, now: number) {
  const { device, workload } = run.item;
  const resource = {
    id: resourceId(run.item),
    name: `${device.name}-vm`,
    displayName: device.name,
    resourceType: workload,
  };
  return {
    resource,
    resourceParent: { id: uuid(7, 7), name: "rg-production", resourceType: "ResourceGroup" },
    runs: run.startedAt > now ? [] : runsOf(run, now),
  };
}

/** The run that counts, now and then after one that failed and was tried again. */
function runsOf(run: Run, now: number) {
  const last = { status: wordOf(run, now), startTime: isoText(run.startedAt) };
  const running = isRunning(run, now);
  const done = { endTime: isoText(run.endedAt), rates: ratesOf(run) };
  const latest = running ? last : { ...last, ...done };
  if (run.number % 29 !== 0) return [latest];
  const startTime = isoText(run.startedAt - 900);
  return [latest, { status: "Error", startTime, endTime: isoText(run.startedAt - 400), rates: ratesOf(run) }];
}

function ratesOf(run: Run) {
  return {
    totalDataBytes: run.selectedBytes,
    readDataBytes: run.processedBytes,
    processedDataBytes: run.processedBytes,
    transferredDataBytes: run.transferredBytes,
    processingRateBytesPerSecond: Math.round(
      run.processedBytes / Math.max(1, (run.endedAt - run.startedAt) / 1000),
    ),
  };
}

export function logRows(run: JobRun, now: number) {
  const row = (instant: number, status: string, message: string) => ({
    logTime: isoText(instant),
    status,
    message,
    executionStartTime: isoText(instant),
  });
  const rows = [row(run.startedAt, "Success", "Session started")];
  if (isRunning(run, now)) return rows;
  const isBad = run.status === "failed" || run.status === "interrupted";
  // A warning may stand before the error that ended the session, and is not its reason.
  if (isBad) rows.push(row(run.startedAt + 1000, "Warning", "The worker took longer than usual to start"));
  const reason = reasonOf(run, now);
  if (reason !== null) rows.push(row(run.endedAt - 1000, isBad ? "Error" : "Warning", reason));
  rows.push(row(run.endedAt, "Success", "Session finished"));
  return rows;
}

function isoText(instant: number): string {
  return new Date(instant).toISOString();
}

/** ISO with microseconds, its last zeros left away as .NET does. */
function microsText(micros: number): string {
  const whole = new Date(Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19);
  const fraction = String(micros % 1_000_000)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}Z` : `${whole}Z`;
}

/** `[d.]hh:mm:ss[.fffffff]`. */
function timeSpan(micros: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const seconds = Math.floor(micros / 1_000_000);
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  const fraction = micros % 1_000_000;
  const text = fraction ? `${clock}.${String(fraction).padStart(6, "0")}0` : clock;
  return days ? `${days}.${text}` : text;
}
