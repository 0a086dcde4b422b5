import { finishSession } from "../../finish-session.ts";
import type { Context, Normalized } from "../../outcome.ts";
import type { Device, FieldIssue, Named, Session, Status } from "../../session.ts";
import { collectContainers, policyOf } from "./containers.ts";
import type { Draft } from "./draft.ts";
import { findLink } from "./links.ts";
import { assignTasks, machineName, readMachine } from "./machines.ts";
import { splitName } from "./names.ts";
import { withoutReferences } from "./references.ts";
import { kindOf } from "./words.ts";

export interface Linked {
  draft: Draft;
  /** Null for a record without a guid: nothing can name it. */
  normalized: Normalized | null;
}

/**
 * Brings together what belongs together. A reference whose entity is there, and a task of a machine session, are taken
 * up by the other and are no records of their own; every other record comes out once.
 */
export function linkDrafts(all: readonly Draft[], context: Context): Linked[] {
  const drafts = withoutReferences(all, context);
  const containers = collectContainers(drafts, context);
  const tasksOf = assignTasks(drafts, containers);
  const takenUp = new Set(
    [...tasksOf].flatMap(([machine, tasks]) => (machine.taken.guid === null ? [] : tasks)),
  );
  const withMachines = new Set([...tasksOf.keys()].flatMap(({ parentGuid }) => parentGuid ?? []));

  return drafts
    .filter((draft) => !takenUp.has(draft))
    .map((draft) => ({ draft, normalized: draft.taken.guid === null ? null : normalize(draft) }));

  function normalize(draft: Draft): Normalized {
    if (draft.isMachine) return machineSession(draft);
    return draft.taken.what === "task" ? looseTask(draft) : containerSession(draft);
  }

  function containerSession({ session, raw, parentGuid, job }: Draft): Normalized {
    const policy = job === null ? null : policyOf(job, context);
    return complete({ ...session, policy }, raw, parentGuid, job === null ? null : `job|${job.ownId}`);
  }

  /** Its item is its own job, which the vendor makes for each machine. */
  function machineSession(draft: Draft): Normalized {
    const { session, raw, parentGuid, job } = draft;
    const tasks = tasksOf.get(draft) ?? [];
    const { host, bareJobName, policy } = readMachine(draft, tasks, containers);
    const own = job === null ? null : policyOf({ ...job, name: bareJobName }, context);
    const told = tasks.map(machineName).find((name) => name !== null);
    const joined = {
      ...session,
      ...worstWord([session, ...tasks.filter(isJudged).map((task) => task.session)]),
      device: deviceOf(told ?? host),
      policy: policy ?? own,
      message: firstTold(tasks, "message") ?? session.message,
      selectedBytes: firstTold(tasks, "selectedBytes") ?? session.selectedBytes,
      issues: [...session.issues, ...tasks.flatMap((task) => task.session.issues.filter(isOfSize))],
    };
    return complete(joined, raw, parentGuid, job === null ? null : `machine|${job.ownId}`);
  }

  /** A task that no machine session stands for: of a container without them, or of a session that was not read. */
  function looseTask(draft: Draft): Normalized {
    const { session, raw, parentGuid, job } = draft;
    const container = containers.bySession(parentGuid);
    const own = job === null ? jobAbove(draft) : policyOf(job, context);
    const policy = container?.policy ?? own;
    const device = deviceOf(machineName(draft));
    const vendorType = container?.jobType ?? session.vendorType;
    const hasMachines = parentGuid !== null && withMachines.has(parentGuid);
    const itemKey =
      policy !== null && device !== null && !hasMachines
        ? `machine|${policy.id.slice(context.sourceId.length + 1)}|${device.name}`
        : null;
    return complete(
      { ...session, kind: kindOf(vendorType), vendorType, device, policy },
      raw,
      parentGuid,
      itemKey,
    );
  }

  /** The job whose session the task's link names, if a container of that job is known. */
  function jobAbove({ taken }: Draft): Named | null {
    const name = findLink(taken.links, "Up", "BackupJobSessionReference")?.name ?? null;
    return name === null ? null : containers.jobNamed(splitName(name).title);
  }

  function deviceOf(name: string | null): Device | null {
    return name === null ? null : { id: `${context.sourceId}:${name}`, name, kind: null };
  }

  function complete(
    session: Session,
    raw: Draft["raw"],
    parentGuid: string | null,
    itemKey: string | null,
  ): Normalized {
    const parentId = parentGuid === null ? null : `${context.sourceId}:${parentGuid}`;
    const finished = finishSession({ ...session, parentId });
    return { session: finished, itemKey: finished.kind === "other" ? null : itemKey, raw };
  }
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
