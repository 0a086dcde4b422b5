import type { Session, Status } from "@lastgood/normalize";
import { isoOf, sessionOf } from "../world/blank-session.ts";
import type { JobRun, Run } from "../world/model.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { containerId, jobId, LISTED_MS, machineSessionId, reasonOf, toldOf } from "./facts.ts";

export interface EnterpriseManagerTelling {
  /** Whether there are only lists, of the last 30 days. */
  listsOnly: boolean;
  /** Whether nothing but references is told: names, links, and starts to the second. */
  references: boolean;
}

/** Containers, each followed by its machines' sessions, to which their tasks add device, size and reason. */
export function enterpriseManagerSessions(
  world: ToldWorld,
  sourceId: string,
  { listsOnly, references }: EnterpriseManagerTelling,
): Session[] {
  const since = listsOnly ? new Date(world.now() - LISTED_MS).toISOString() : "";
  const sessions = allSessions(world, sourceId).filter(({ at }) => (at ?? "") >= since);
  return references ? sessions.map((session) => asReference(session, world)) : sessions;
}

function asReference(session: Session, { zone }: ToldWorld): Session {
  const { sourceId, id, vendorId, parentId, device, policy, startedAt } = session;
  const second = Math.floor(Date.parse(startedAt ?? "") / 1000) * 1000;
  return sessionOf(sourceId, "veeam-enterprise-manager", {
    id,
    vendorId,
    parentId,
    device,
    policy,
    kind: "backup",
    status: "unknown",
    vendorType: null,
    vendorStatus: null,
    startedAt: isoOf(zone.earliestAsRead(second)),
  });
}

function allSessions(world: ToldWorld, sourceId: string): Session[] {
  const now = world.now();
  return world.jobRuns("veeam-enterprise-manager").flatMap((jobRun) => {
    const id = `${sourceId}:${containerId(jobRun)}`;
    const policy = { id: `${sourceId}:${jobId(jobRun.job)}`, name: jobRun.job.name };
    const container = sessionOf(sourceId, "veeam-enterprise-manager", {
      ...common(jobRun, now),
      id,
      vendorId: containerId(jobRun),
      vendorType: "AgentBackup",
      policy,
    });
    const machines = jobRun.runs
      .filter((run) => run.startedAt <= now)
      .map((run) =>
        sessionOf(sourceId, "veeam-enterprise-manager", {
          ...common(run, now),
          id: `${sourceId}:${machineSessionId(jobRun, run)}`,
          vendorId: machineSessionId(jobRun, run),
          parentId: id,
          vendorType: "AgentManagement",
          device: { id: `${sourceId}:${run.item.device.name}`, name: run.item.device.name, kind: null },
          policy,
          selectedBytes: run.selectedBytes,
          message: reasonOf(run, now),
        }),
      );
    return [container, ...machines];
  });
}

function common(run: JobRun | Run, now: number) {
  const { state, result } = toldOf(run, now);
  const running = state !== "Stopped";
  return {
    kind: "backup" as const,
    status: running ? ("running" as const) : statusOf(run, result),
    vendorStatus: result === "None" ? state : result,
    startedAt: isoOf(run.startedAt),
    endedAt: running ? null : isoOf(run.endedAt),
  };
}

/** The product has three words for how a session ended: what else went wrong is Failed. */
function statusOf(run: JobRun | Run, result: string): Status {
  return result === "Failed" ? "failed" : run.status;
}
