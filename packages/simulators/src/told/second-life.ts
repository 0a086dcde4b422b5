import type { JobRun, Run } from "../world/model.ts";

/** The numbers of an installation that was set up anew: its n-th run has the number of the n-th that there ever was. */
export function createSecondLife() {
  /** By Unitrends system; Azure has but one. */
  const first = new Map<number, number[]>();
  const given = new Map<number, number>();
  const numbers = new Map<JobRun | Run, number>();
  let since = Number.POSITIVE_INFINITY;
  let keepsHistory = true;

  const numbered = (jobRun: JobRun) => (jobRun.job.vendor === "unitrends" ? jobRun.runs : [jobRun]);

  return {
    begin(now: number, before: readonly JobRun[], keeps: boolean): void {
      if (first.size === 0) {
        for (const jobRun of before) {
          const list = first.get(jobRun.job.system) ?? [];
          list.push(...numbered(jobRun).map(({ number }) => number));
          first.set(jobRun.job.system, list);
        }
        for (const list of first.values()) list.sort((a, b) => a - b);
      }
      given.clear();
      since = now;
      keepsHistory = keeps;
    },
    /** Gives numbers to those that have none yet, in the order given. */
    count(jobRuns: readonly JobRun[]): void {
      if (since === Number.POSITIVE_INFINITY) return;
      for (const jobRun of jobRuns) {
        if (jobRun.startedAt <= since) continue;
        const { system } = jobRun.job;
        for (const one of numbered(jobRun)) {
          if (numbers.has(one)) continue;
          const n = given.get(system) ?? 0;
          given.set(system, n + 1);
          numbers.set(one, first.get(system)?.[n] ?? one.number);
        }
      }
    },
    numberOf: (one: JobRun | Run): number => numbers.get(one) ?? one.number,
    isGone: (jobRun: JobRun): boolean => !keepsHistory && jobRun.startedAt <= since,
  };
}
