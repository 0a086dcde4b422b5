import { blankSession } from "../../empty-session.ts";
import { createFields } from "../../field-reader.ts";
import { finishSession } from "../../finish-session.ts";
import type { Context, RawRecord } from "../../outcome.ts";
import type { Named, Session } from "../../session.ts";
import { findLink } from "./links.ts";
import { textOf } from "./members.ts";
import { nameTimeToUtc, splitName } from "./names.ts";
import type { TakenRecord } from "./schema.ts";
import { kindOf, statusOf, vendorStatusOf } from "./words.ts";

/** A record read on its own: what remains is what other records tell of it. */
export interface Draft {
  taken: TakenRecord;
  raw: RawRecord;
  index: number;
  /** The session above it: a machine session's container, a task's session; null where none is told. */
  parentGuid: string | null;
  /** Null for a task that does not tell its job. */
  job: { ownId: string; name: string | null } | null;
  /** With its own job for a policy, and finished as far as it alone can be. */
  session: Session;
  /** A machine session stands for one machine within its container's run. */
  isMachine: boolean;
}

export function draftOf(taken: TakenRecord, raw: RawRecord, index: number, context: Context): Draft {
  const parentGuid = parentOf(taken);
  const job = jobOf(taken);
  const isMachine =
    taken.what === "session" &&
    (taken.jobType === "AgentManagement" || (taken.jobType === null && parentGuid !== null));
  const session = sessionOf(taken, context);
  session.parentId = parentGuid === null ? null : `${context.sourceId}:${parentGuid}`;
  session.policy = job === null ? null : policyOf(job, context);
  return { taken, raw, index, parentGuid, session, job, isMachine };
}

export function policyOf(job: NonNullable<Draft["job"]>, context: Context): Named {
  return { id: `${context.sourceId}:${job.ownId}`, name: job.name };
}

function parentOf(taken: TakenRecord): string | null {
  const guid = taken.jobSessionGuid ?? findLink(taken.links, "session", "Parent session")?.guid ?? null;
  return guid === taken.guid ? null : guid;
}

/** The same id from references and from entities. Without one, the job's name has to serve. */
function jobOf(taken: TakenRecord): Draft["job"] {
  const link = findLink(taken.links, "job");
  const name = taken.jobName ?? link?.name ?? titleOf(taken);
  const ownId = taken.jobGuid ?? link?.guid ?? name;
  return ownId === null ? null : { ownId, name };
}

function titleOf({ what, name }: TakenRecord): string | null {
  return what === "session" && name !== null ? splitName(name).title : null;
}

function sessionOf(taken: TakenRecord, context: Context): Session {
  const session = blankSession(context.sourceId, "veeam-enterprise-manager");
  const fields = createFields(session.issues);
  session.id = `${context.sourceId}:${taken.guid}`;
  session.vendorId = taken.guid;
  session.kind = kindOf(taken.jobType);
  session.vendorType = taken.jobType;
  session.vendorStatus = vendorStatusOf(taken.state, taken.result);
  session.startedAt = fields.time("CreationTimeUTC", taken.creationTime);
  session.endedAt = fields.time("EndTimeUTC", taken.endTime);
  session.status = statusOf(taken.what, taken.state, taken.result, session.endedAt !== null);
  session.message = taken.reason ?? taken.failureMessage;
  session.selectedBytes = fields.integer("TotalSize", taken.totalSize);
  if (textOf(taken.creationTime) === null && taken.name !== null) {
    const { time } = splitName(taken.name);
    if (time === null) fields.issue("Name", "no time after the last @");
    session.startedAt = fields.time("Name", time, (text) => nameTimeToUtc(text, context.timeZone ?? "UTC"));
  }
  return finishSession(session);
}
