import type { Job, JobRun, Run } from "../world/model.ts";
import type { Zone } from "../world/zone.ts";
import { containerId, jobId, machineJobId, machineSessionId, reasonOf, taskId, toldOf } from "./facts.ts";
import type { Entity, Link } from "./format.ts";

const SERVER_ID = "8c88c6d6-931f-4044-8c0b-7a0c5f188b00";

export interface RowContext {
  now: number;
  zone: Zone;
  /** Scheme, host and port that links name. */
  linkHost: string;
  /** Whether names and times carry microseconds, as version 13 has them. */
  micros: boolean;
}

/** A session of either level: `run` is null for the container. */
export interface SessionFacts {
  id: string;
  startedAt: number;
  jobRun: JobRun;
  run: Run | null;
}

/** One machine's task within a run of its job. */
export interface TaskFacts {
  jobRun: JobRun;
  run: Run;
}

export function sessionFacts(jobRun: JobRun, now: number): SessionFacts[] {
  return [
    { id: containerId(jobRun), startedAt: jobRun.startedAt, jobRun, run: null },
    ...jobRun.runs
      .filter((run) => run.startedAt <= now)
      .map((run) => ({ id: machineSessionId(jobRun, run), startedAt: run.startedAt, jobRun, run })),
  ];
}

export function sessionEntity(facts: SessionFacts, context: RowContext): Entity {
  const { id } = facts;
  return {
    tag: "BackupJobSession",
    attributes: identity(
      "BackupJobSession",
      id,
      sessionName(facts, context),
      `/backupSessions/${id}`,
      context,
    ),
    links: linksOf(facts, context, false),
    fields: sessionFields(facts, context),
  };
}

/** What the query service filters and sorts by, beside the name and the id. */
export function sessionFields(facts: SessionFacts, context: RowContext) {
  const { jobRun, run } = facts;
  const of = run ?? jobRun;
  const told = toldOf(of, context.now);
  const running = told.state !== "Stopped";
  return {
    JobUid: `urn:veeam:Job:${ownJobId(facts)}`,
    JobName: ownJobName(facts),
    JobType: run ? "AgentManagement" : "AgentBackup",
    CreationTimeUTC: timeText(of.startedAt, context),
    EndTimeUTC: running ? null : timeText(of.endedAt, context),
    State: told.state,
    Result: told.result,
    Progress: running ? 40 : 100,
    // The product leaves it empty even for what failed: the reason stands in the task.
    FailureMessage: null,
    IsRetry: jobRun.isRetry,
  };
}

export function sessionReference(facts: SessionFacts, context: RowContext): Entity {
  const { id } = facts;
  const name = sessionName(facts, context);
  return {
    tag: "Ref",
    attributes: identity("BackupJobSession", id, name, `/backupSessions/${id}`, context, "Reference"),
    links: linksOf(facts, context, true),
    fields: {},
  };
}

export function taskEntity({ jobRun, run }: TaskFacts, context: RowContext): Entity {
  const id = taskId(jobRun, run);
  const session = machineSessionId(jobRun, run);
  const host = run.item.device.name;
  return {
    tag: "BackupTaskSession",
    attributes: {
      ...identity("BackupTaskSession", id, host, `/backupTaskSessions/${id}`, context),
      VmDisplayName: host,
    },
    links: [link("Up", "BackupJobSessionReference", `/backupSessions/${session}`, context, host)],
    fields: taskFields({ jobRun, run }, context),
  };
}

export function taskFields({ jobRun, run }: TaskFacts, context: RowContext) {
  const told = toldOf(run, context.now);
  const running = told.state !== "Stopped";
  return {
    JobSessionUid: `urn:veeam:BackupJobSession:${machineSessionId(jobRun, run)}`,
    CreationTimeUTC: timeText(run.startedAt, context),
    EndTimeUTC: running ? null : timeText(run.endedAt, context),
    State: running ? "InProgress" : "Completed",
    Result: told.result,
    Reason: reasonOf(run, context.now) ?? "",
    TotalSize: run.selectedBytes,
    VmUid: `urn:veeam:Vm:${SERVER_ID}.${run.item.device.name}`,
  };
}

export function taskReference({ jobRun, run }: TaskFacts, context: RowContext): Entity {
  const id = taskId(jobRun, run);
  const host = run.item.device.name;
  const path = `/backupTaskSessions/${id}`;
  return {
    tag: "Ref",
    attributes: identity("BackupTaskSession", id, host, path, context, "Reference"),
    links: [link("Alternate", "BackupTaskSession", `${path}?format=Entity`, context, host)],
    fields: {},
  };
}

export function jobEntity(job: Job, context: RowContext, isReference: boolean): Entity {
  const id = jobId(job);
  const suffix = isReference ? "Reference" : "";
  return {
    tag: isReference ? "Ref" : "Job",
    attributes: identity("Job", id, job.name, `/agents/jobs/${id}`, context, suffix),
    links: [serverLink(context)],
    fields: isReference ? {} : { JobType: "AgentBackup", ScheduleEnabled: true },
  };
}

/** The last collections from the backup server, one every 15 minutes. */
export function collectEntities(context: RowContext, isReference: boolean): Entity[] {
  const quarterMs = 15 * 60_000;
  const last = Math.floor((context.now - 40_000) / quarterMs);
  return [0, 1, 2, 3].map((back) => {
    const startedAt = (last - back) * quarterMs;
    const id = `00000000-0000-4000-a000-${String(last - back).padStart(12, "0")}`;
    return {
      tag: isReference ? "Ref" : "SystemSession",
      attributes: identity(
        "SystemSession",
        id,
        "Collect",
        `/systemSessions/${id}`,
        context,
        isReference ? "Reference" : "",
      ),
      links: [],
      fields: isReference
        ? {}
        : {
            SessionType: "CollectJob",
            CreationTimeUTC: timeText(startedAt, context),
            EndTimeUTC: timeText(startedAt + 40_000, context),
            State: "Stopped",
            Result: "Success",
          },
    };
  });
}

function ownJobId({ jobRun, run }: SessionFacts): string {
  return run ? machineJobId(jobRun.job, run.item) : jobId(jobRun.job);
}

function ownJobName({ jobRun, run }: SessionFacts): string {
  return run ? `${jobRun.job.name} - ${run.item.device.name}` : jobRun.job.name;
}

/** The time in a name is the backup server's own, without a zone. */
function sessionName(facts: SessionFacts, { zone, micros }: RowContext): string {
  const wall = zone.wallOf((facts.run ?? facts.jobRun).startedAt).toISOString();
  const time = `${wall.slice(0, 10)} ${wall.slice(11, 19)}${micros ? `.${wall.slice(20, 23)}000` : ""}`;
  return `${ownJobName(facts)}@${time}`;
}

function linksOf(facts: SessionFacts, context: RowContext, isReference: boolean): Link[] {
  const { id, jobRun, run } = facts;
  const path = `/backupSessions/${id}`;
  const parent = `/backupSessions/${containerId(jobRun)}`;
  return [
    serverLink(context),
    link("Up", "JobReference", `/agents/jobs/${ownJobId(facts)}`, context, ownJobName(facts)),
    run
      ? link("Up", "BackupJobSessionReference", parent, context, "Parent session")
      : link("Alternate", "BackupJobSessionReferenceList", `${path}/agentManagementSessions`, context),
    isReference
      ? link("Alternate", "BackupJobSession", `${path}?format=Entity`, context, sessionName(facts, context))
      : link("Alternate", "BackupJobSessionReference", path, context, sessionName(facts, context)),
    link("Down", "BackupTaskSessionReferenceList", `${path}/taskSessions`, context),
  ];
}

function serverLink(context: RowContext): Link {
  return link("Up", "BackupServerReference", `/backupServers/${SERVER_ID}`, context, "vbr-internal.local");
}

function link(Rel: string, Type: string, path: string, { linkHost }: RowContext, Name?: string): Link {
  return { Rel, Type, Href: `${linkHost}/api${path}`, ...(Name !== undefined && { Name }) };
}

function identity(
  type: string,
  id: string,
  name: string,
  path: string,
  { linkHost }: RowContext,
  suffix = "",
): Record<string, string> {
  const query = suffix === "" ? "?format=Entity" : "";
  return {
    UID: `urn:veeam:${type}:${id}`,
    Name: name,
    Href: `${linkHost}/api${path}${query}`,
    Type: `${type}${suffix}`,
  };
}

/** Fractions without their last zeros; six digits from version 13 on. */
function timeText(instant: number, { micros }: RowContext): string {
  const text = new Date(instant).toISOString();
  return micros ? text.replace("Z", "000Z") : text.replace(/\.?0*Z$/, "Z");
}
