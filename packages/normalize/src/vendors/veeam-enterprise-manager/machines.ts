import type { Named } from "../../session.ts";
import type { Containers } from "./containers.ts";
import type { Draft } from "./draft.ts";
import { hostAfterJob, hostAfterLastDash, splitName, withoutHost } from "./names.ts";

/** What a machine session is found to be about. */
export interface Machine {
  host: string | null;
  /** Its own job's name without ` - <host>`. */
  bareJobName: string | null;
  /** The container's job; null where no container is known. */
  policy: Named | null;
}

/**
 * Gives the machine sessions that have any their tasks, the latest first. A container that has machine sessions may
 * list their tasks as its own: those go to the machine session of that name.
 */
export function assignTasks(
  drafts: readonly Draft[],
  machines: readonly Draft[],
  containers: Containers,
): Map<Draft, Draft[]> {
  const tasksOf = new Map<Draft, Draft[]>();
  const tasks = Map.groupBy(
    drafts.filter(({ taken, parentGuid }) => taken.what === "task" && parentGuid !== null),
    ({ parentGuid }) => parentGuid,
  );
  if (tasks.size === 0) return tasksOf;
  for (const machine of machines) {
    const own = machine.taken.guid === null ? [] : (tasks.get(machine.taken.guid) ?? []);
    const listedAbove = machine.parentGuid === null ? [] : (tasks.get(machine.parentGuid) ?? []);
    own.sort(latestFirst);
    const all = listedAbove.length === 0 ? own : [...own, ...tasksNamedLike(machine, own, listedAbove)];
    if (all.length > 0) tasksOf.set(machine, all);
  }
  return tasksOf;

  function tasksNamedLike(machine: Draft, own: readonly Draft[], listedAbove: readonly Draft[]): Draft[] {
    const { host } = readMachine(machine, own, containers);
    const names = new Set([host, ...own.map(machineName)].map((name) => name?.toLowerCase()));
    return listedAbove.filter((task) => hasName(task, names)).sort(latestFirst);
  }
}

/** The host is what follows the known parent job's name, else what the task calls it, else what follows the last dash. */
export function readMachine(machine: Draft, tasks: readonly Draft[], containers: Containers): Machine {
  const title = machine.job?.name ?? null;
  const parent = containers.bySession(machine.parentGuid)?.policy ?? null;
  if (title === null) return { host: null, bareJobName: null, policy: parent };
  const told = tasks.map(machineName).find((name) => name !== null && title.endsWith(` - ${name}`));
  const afterJob = parent?.name ? hostAfterJob(title, parent.name) : null;
  const host = afterJob ?? told ?? hostAfterLastDash(title);
  const bareJobName = withoutHost(title, host);
  return { host, bareJobName, policy: parent ?? (host === null ? null : containers.jobNamed(bareJobName)) };
}

/** A task's machine: the vendor's best name for it, else what its Name begins with. */
export function machineName({ taken }: Draft): string | null {
  return taken.vmDisplayName ?? (taken.name === null ? null : splitName(taken.name).title);
}

function hasName(task: Draft, names: ReadonlySet<string | undefined>): boolean {
  const name = machineName(task);
  return name !== null && names.has(name.toLowerCase());
}

function latestFirst(a: Draft, b: Draft): number {
  const [one, other] = [a, b].map(({ session, raw }) => `${session.startedAt} ${raw.text}`) as [
    string,
    string,
  ];
  return one === other ? 0 : one < other ? 1 : -1;
}
