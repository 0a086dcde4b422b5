import type { JobRun, Run } from "../world/model.ts";
import type { Zone } from "../world/zone.ts";
import {
  clientIdOf,
  clientNameOf,
  type Dialect,
  instanceIdOf,
  isVm,
  jobNameOf,
  outputOf,
  typeOf,
  wordOf,
} from "./facts.ts";

const MIB = 1024 ** 2;

export interface RowContext {
  dialect: Dialect;
  zone: Zone;
  now: number;
  /** Whether dates were asked for in English, whose month comes first. */
  isEnglish: boolean;
}

/** One row of `POST /api/backups` in the dialect asked for. */
export function backupRow(jobRun: JobRun, run: Run, context: RowContext) {
  const { now, dialect } = context;
  const { job } = jobRun;
  const { device, workload } = run.item;
  const running = run.endedAt > now;
  const seconds = Math.round((run.endedAt - run.startedAt) / 1000);
  const hasFailed = !running && wordOf(run, dialect, now)?.startsWith("Fail");
  const common = {
    id: run.number,
    type: typeOf(jobRun, run),
    client_id: clientIdOf(job, device),
    client_name: clientNameOf(job, device),
    instance_id: instanceIdOf(device),
    app_id: workload === "file-level" ? 1 : 2,
    app_name: workload,
    // What failed early is not complete, although it has ended.
    complete: !running && !(hasFailed && run.number % 2 === 1),
    status: wordOf(run, dialect, now),
    size: running ? 0 : Math.round(run.processedBytes / MIB),
    ...(isVm(device) ? { vm_name: device.name } : { files: running ? 0 : run.processedItems }),
    encrypted: false,
    replication_status: "N/A",
    verified: "n/a",
    verify_status: "Not Applicable",
    synthesized: false,
    replicated: false,
    certified: "n/a",
    storage: running ? "" : "Internal",
    output: outputOf(run, now),
    purgeable: false,
    legalhold: false,
    sid: job.system,
    ...(job.kind === "restore" && { restored_bkup_type: "Full" }),
  };
  if (dialect === "2015") {
    return {
      ...common,
      instance_name: workload,
      start_date_time: localText(run.startedAt, context, false),
      duration: running ? "" : clockText(seconds),
      vm_ware_template: false,
    };
  }
  return {
    ...common,
    asset_name: device.name,
    system_name: `ueb-${job.system}`,
    start_time: localText(run.startedAt, context, true),
    complete_time: running ? null : localText(run.endedAt, context, true),
    duration: running ? "n/a" : seconds,
    vmware_template: false,
  };
}

export function historyRow(jobRun: JobRun, run: Run, context: RowContext) {
  const { job } = jobRun;
  return {
    client_name: clientNameOf(job, run.item.device),
    asset_name: run.item.device.name,
    instance_id: instanceIdOf(run.item.device),
    name: jobNameOf(jobRun),
    backup_id: run.number,
    mode: typeOf(jobRun, run),
    start_time: localText(run.startedAt, context, true),
    sort_start_time: run.startedAt / 1000,
    status: wordOf(run, context.dialect, context.now) ?? "Active",
    message: outputOf(run, context.now),
    sid: job.system,
  };
}

export function catalogRow(jobRun: JobRun, run: Run, context: RowContext) {
  const { device } = run.item;
  const codes: Record<string, string> = { success: "0", warning: "1" };
  return {
    id: String(run.number),
    type: typeOf(jobRun, run),
    client_id: String(clientIdOf(jobRun.job, device)),
    client_name: clientNameOf(jobRun.job, device),
    instance_id: String(instanceIdOf(device)),
    app_name: run.item.workload,
    start_date: localText(run.startedAt, context, true),
    status: codes[run.status] ?? "2",
    size: Math.round(run.processedBytes / MIB),
  };
}

/** The appliance's wall clock without an offset: `m/d/Y h:i(:s) am` in English, `d/m/Y H:i:s` otherwise. */
function localText(instant: number, { zone, isEnglish }: RowContext, withSeconds: boolean): string {
  const wall = zone.wallOf(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  const [day, month, year] = [two(wall.getUTCDate()), two(wall.getUTCMonth() + 1), wall.getUTCFullYear()];
  const [hours, minutes, seconds] = [
    wall.getUTCHours(),
    two(wall.getUTCMinutes()),
    two(wall.getUTCSeconds()),
  ];
  if (!isEnglish) return `${day}/${month}/${year} ${two(hours)}:${minutes}:${seconds}`;
  const clock = `${two(hours % 12 || 12)}:${minutes}${withSeconds ? `:${seconds}` : ""}`;
  return `${month}/${day}/${year} ${clock} ${hours < 12 ? "am" : "pm"}`;
}

function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
