import type { Item, Job, JobRun, Run, RunStatus } from "../world/model.ts";
import { bits, uuid } from "../world/random.ts";

export const STATUS_WORDS: Record<RunStatus, string> = {
  success: "Success",
  warning: "Warning",
  failed: "Error",
  interrupted: "Error",
  canceled: "Canceled",
  "not-started": "NeverExecuted",
  unknown: "Unknown",
};

const ids = new WeakMap<JobRun, string>();

export function sessionId(run: JobRun, decimal: boolean): string {
  if (decimal) return String(run.number);
  // Kept because every look-up by id goes through all of them.
  const id = ids.get(run) ?? uuid(...run.identity);
  ids.set(run, id);
  return id;
}

export function policyId(job: Job): string {
  // A policy's snapshot and backup are two jobs here, and one policy there.
  return uuid(nameHash(job.name), 1);
}

export function resourceId(item: Item): string {
  return uuid(item.device.id, 2);
}

export function nameHash(name: string): number {
  return bits(...Array.from(name, (letter) => letter.codePointAt(0) ?? 0));
}

/** The appliance measures in microseconds since 1970, past what a clock here tells. */
export function startMicros(run: JobRun): number {
  return run.startedAt * 1000 + (bits(...run.identity, 1) % 1000);
}

export function endMicros(run: JobRun): number {
  return run.endedAt * 1000 + (bits(...run.identity, 2) % 1000);
}

export function isPolicyRun(job: Job): boolean {
  return job.kind === "backup" || job.kind === "snapshot";
}

/** A running run tells no rates yet. */
export function isRunning(run: { endedAt: number }, now: number): boolean {
  return run.endedAt > now;
}

/** The reason that a red or yellow session's log gives; null where its log is all well, or not yet told. */
export function reasonOf(jobRun: JobRun, now: number): string | null {
  if (isRunning(jobRun, now)) return null;
  const failed = jobRun.runs.find((run) => run.status === "failed" || run.status === "interrupted");
  const warned = jobRun.runs.find((run) => run.status === "warning");
  return (failed ?? warned)?.message ?? null;
}

export function wordOf(run: Run | JobRun, now: number): string {
  if (isRunning(run, now)) return "Running";
  if ("word" in run && run.word) return run.word;
  if ("runs" in run) return run.runs.find((child) => child.word)?.word ?? STATUS_WORDS[run.status];
  return STATUS_WORDS[run.status];
}
