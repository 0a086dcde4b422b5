import type { Item, Job, JobRun, Run, RunStatus } from "../world/model.ts";
import { hashText, uuid } from "../world/random.ts";

/** How far back its lists go; only the query service tells of more. */
export const LISTED_MS = 30 * 86_400_000;

export const RESULT_WORDS: Record<RunStatus, string> = {
  success: "Success",
  warning: "Warning",
  failed: "Failed",
  interrupted: "Failed",
  canceled: "Failed",
  "not-started": "Failed",
  unknown: "None",
};

const ids = new WeakMap<JobRun | Run, string>();

/** Every look-up by id goes through all of them. */
function kept(run: JobRun | Run, make: () => string): string {
  const id = ids.get(run) ?? make();
  ids.set(run, id);
  return id;
}

export const jobId = (job: Job): string => uuid(hashText(job.key), 1);
export const machineJobId = (job: Job, item: Item): string => uuid(hashText(job.key), item.hash, 2);
export const containerId = (run: JobRun): string => kept(run, () => uuid(...run.identity, 3));
export const machineSessionId = (jobRun: JobRun, run: Run): string =>
  kept(run, () => uuid(...jobRun.identity, run.item.hash, 4));
export const taskId = (jobRun: JobRun, run: Run): string => uuid(...jobRun.identity, run.item.hash, 5);

export interface Told {
  state: "Working" | "Stopped";
  result: string;
}

export function toldOf(run: Run | JobRun, now: number): Told {
  if (run.endedAt > now) return { state: "Working", result: "None" };
  const own = "word" in run ? run.word : (run.runs.find((child) => child.word)?.word ?? null);
  return { state: "Stopped", result: own ?? RESULT_WORDS[run.status] };
}

/** What failed or was warned of; tasks that went well give an empty Reason. */
export function reasonOf(run: Run, now: number): string | null {
  return run.endedAt > now || run.status === "success" ? null : run.message;
}
