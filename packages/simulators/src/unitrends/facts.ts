import type { Device, Job, JobRun, Run, RunStatus } from "../world/model.ts";

export type Dialect = "2015" | "10";

const STATUS_WORDS: Record<RunStatus, readonly [in2015: string, in10: string]> = {
  success: ["Success", "Successful"],
  warning: ["Warning", "Warning"],
  failed: ["Failure", "Failed"],
  interrupted: ["Failure", "Failed"],
  canceled: ["Failure", "Failed"],
  "not-started": ["Failure", "Failed"],
  unknown: ["Unknown", "Unknown"],
};

/** Null while it runs, where the newer dialect has no word. */
export function wordOf(run: Run, dialect: Dialect, now: number): string | null {
  if (run.endedAt > now) return dialect === "2015" ? "None" : null;
  return run.word ?? STATUS_WORDS[run.status][dialect === "2015" ? 0 : 1];
}

export function typeOf(jobRun: JobRun, run: Run): string {
  if (jobRun.job.kind !== "backup") return jobRun.job.type;
  const level = run.level === "full" ? "Full" : "Incremental";
  return run.item.workload === "SQL Server" ? `SQL ${level === "Full" ? "Full" : "Differential"}` : level;
}

/** Virtual machines are instances of one host, which is the client; all others are clients of their own. */
export function isVm(device: Device): boolean {
  return device.kind === "vm";
}

export function clientIdOf(job: Job, device: Device): number {
  return isVm(device) ? job.slot : device.id - 8000;
}

export function clientNameOf(job: Job, device: Device): string {
  return isVm(device)
    ? `${job.name.split(" ")[0]?.toLowerCase()}-host-${clientIdOf(job, device)}`
    : device.name;
}

export function instanceIdOf(device: Device): number {
  return device.id - 7000;
}

export function jobNameOf(jobRun: JobRun): string | null {
  return jobRun.job.name || null;
}

/** What the appliance wrote about it: empty where nothing went wrong. */
export function outputOf(run: Run, now: number): string {
  return run.endedAt > now || run.status === "success" ? "" : (run.message ?? "");
}
