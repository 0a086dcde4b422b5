import { finishSession } from "../../finish-session.ts";
import type { Context, Normalized } from "../../outcome.ts";
import type { Device, FieldIssue, Named, Session, Status } from "../../session.ts";
import { collectContainers } from "./containers.ts";
import type { Draft } from "./draft.ts";
import { findLink } from "./links.ts";
import { assignTasks, machineName, readMachine } from "./machines.ts";
import { splitName } from "./names.ts";
import { withoutReferences } from "./references.ts";
import { kindOf } from "./words.ts";

/** Takes a record that stands for itself; `normalized` is null for one without a guid: nothing can name it. */
export type HandOver = (draft: Draft, normalized: Normalized | null) => void;

/**
 * Brings together what belongs together. A reference whose entity is there, and a task of a machine session, are taken
 * up by the other and are no records of their own; every other record is handed over once. The drafts' sessions are
 * completed in place: a join holds thousands of them.
 */
export function linkDrafts(all: readonly Draft[], context: Context, handOver: HandOver): void {
  const drafts = withoutReferences(all, context);
  const containers = collectContainers(drafts, context);
  const machines = drafts.filter(({ isMachine }) => isMachine);
  const tasksOf = assignTasks(drafts, machines, containers);
  const takenUp = new Set(
    [...tasksOf].flatMap(([machine, tasks]) => (machine.taken.guid === null ? [] : tasks)),
  );
  const withMachines = new Set(machines.map(({ parentGuid }) => parentGuid));

  for (const draft of drafts) {
    if (!takenUp.has(draft)) handOver(draft, draft.taken.guid === null ? null : normalize(draft));
  }

  function normalize(draft: Draft): Normalized {
    const itemKey = draft.isMachine
      ? completeMachine(draft)
      : draft.taken.what === "task"
        ? completeTask(draft)
        : itemOfJob(draft, "job");
    const session = finishSession(draft.session);
    return { session, itemKey: session.kind === "other" ? null : itemKey, raw: draft.raw };
  }

  /** Its item is its own job, which the vendor makes for each machine. */
  function completeMachine(draft: Draft): string | null {
    const { session } = draft;
    const tasks = tasksOf.get(draft) ?? [];
    const { host, bareJobName, policy } = readMachine(draft, tasks, containers);
    const told = tasks.map(machineName).find((name) => name !== null);
    session.device = deviceOf(told ?? host);
    if (policy !== null) session.policy = policy;
    else if (session.policy !== null) session.policy.name = bareJobName;
    if (tasks.length > 0) takeUp(session, tasks);
    return itemOfJob(draft, "machine");
  }

  /** A task that no machine session stands for: of a container without them, or of a session that was not read. */
  function completeTask(draft: Draft): string | null {
    const { session, parentGuid, job } = draft;
    const container = containers.bySession(parentGuid);
    session.device = deviceOf(machineName(draft));
    session.policy = container?.policy ?? (job === null ? jobAbove(draft) : session.policy);
    session.vendorType = container?.jobType ?? session.vendorType;
    session.kind = kindOf(session.vendorType);
    const { policy, device } = session;
    if (policy === null || device === null || (parentGuid !== null && withMachines.has(parentGuid)))
      return null;
    return `machine|${policy.id.slice(context.sourceId.length + 1)}|${device.name}`;
  }

  /** The job whose session the task's link names, if a container of that job is known. */
  function jobAbove({ taken }: Draft): Named | null {
    const name = findLink(taken.links, "session")?.name ?? null;
    return name === null ? null : containers.jobNamed(splitName(name).title);
  }

  function deviceOf(name: string | null): Device | null {
    return name === null ? null : { id: `${context.sourceId}:${name}`, name, kind: null };
  }
}

function itemOfJob({ job }: Draft, whose: "job" | "machine"): string | null {
  return job === null ? null : `${whose}|${job.ownId}`;
}

/** A machine session's tasks tell its size and its failure's text. */
function takeUp(session: Session, tasks: readonly Draft[]): void {
  const { status, vendorStatus } = worstWord([
    session,
    ...tasks.filter(isJudged).map((task) => task.session),
  ]);
  session.status = status;
  session.vendorStatus = vendorStatus;
  session.message = firstTold(tasks, "message") ?? session.message;
  session.selectedBytes = firstTold(tasks, "selectedBytes") ?? session.selectedBytes;
  session.issues.push(...tasks.flatMap((task) => task.session.issues.filter(isOfSize)));
}

const FROM_BEST: readonly Status[] = ["success", "warning", "unknown", "failed"];

/** A session that is called fine over a task that failed is not fine. */
function worstWord(sessions: [Session, ...Session[]]): Pick<Session, "status" | "vendorStatus"> {
  const worst = sessions.reduce((a, b) =>
    FROM_BEST.indexOf(b.status) > FROM_BEST.indexOf(a.status) ? b : a,
  );
  const { status, vendorStatus } = sessions[0].status === "running" ? sessions[0] : worst;
  return { status, vendorStatus };
}

function isJudged({ taken, session }: Draft): boolean {
  return taken.result !== null && taken.result !== "None" && session.status !== "running";
}

/** A task's own times are not the session's, so neither are their problems. */
function isOfSize({ field }: FieldIssue): boolean {
  return field === "TotalSize";
}

/** What the first task that tells it says, which is the latest. */
function firstTold<Field extends "message" | "selectedBytes">(tasks: readonly Draft[], field: Field) {
  return tasks.find(({ session }) => session[field] !== null)?.session[field] ?? null;
}
