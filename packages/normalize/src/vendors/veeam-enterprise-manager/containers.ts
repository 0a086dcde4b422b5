import type { Context } from "../../outcome.ts";
import type { Named } from "../../session.ts";
import type { Draft } from "./draft.ts";

export interface Container {
  policy: Named;
  /** Null where only a reference or an earlier reply told of it. */
  jobType: string | null;
}

/** The container sessions that this join or an earlier reply told of. */
export interface Containers {
  bySession(guid: string | null): Container | null;
  /** Null where no job, or more than one, has that name: nothing is guessed. */
  jobNamed(name: string): Named | null;
}

export function collectContainers(drafts: readonly Draft[], context: Context): Containers {
  const bySession = new Map<string, Container>();
  const byJobName = new Map<string, Named | null>();

  function add(guid: string, container: Container): void {
    const other = bySession.get(guid);
    // Of two tellings of one session the greater stays, so that their order does not matter.
    if (other === undefined || textOf(container) > textOf(other)) bySession.set(guid, container);
    const { policy } = container;
    if (policy.name === null) return;
    const namesake = byJobName.get(policy.name);
    byJobName.set(policy.name, namesake === undefined || namesake?.id === policy.id ? policy : null);
  }

  const prefix = `${context.sourceId}:`;
  for (const { sessionId, policy } of context.knownContainers ?? []) {
    add(sessionId.startsWith(prefix) ? sessionId.slice(prefix.length) : sessionId, { policy, jobType: null });
  }
  for (const { taken, session, isMachine } of drafts) {
    const { policy } = session;
    if (taken.what !== "session" || isMachine || taken.guid === null || policy === null) continue;
    add(taken.guid, { policy, jobType: taken.jobType });
  }
  return {
    bySession: (guid) => (guid === null ? null : (bySession.get(guid) ?? null)),
    jobNamed: (name) => byJobName.get(name) ?? null,
  };
}

function textOf({ policy, jobType }: Container): string {
  return JSON.stringify([jobType ?? "", policy.id, policy.name]);
}
