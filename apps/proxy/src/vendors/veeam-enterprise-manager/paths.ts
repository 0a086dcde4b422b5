/** Asked for because the server's own 100 come silently. */
const PAGE_SIZE = 500;

/** Epoch milliseconds; `to` is exclusive, null: no end. */
export interface CreatedWithin {
  from: number;
  to: number | null;
}

/**
 * Sessions of agent jobs. One job type a query: a filter may join by AND and OR, and which binds closer is told nowhere.
 */
export function sessionsQuery(jobType: "AgentBackup" | "AgentManagement", within: CreatedWithin) {
  return query("BackupJobSession", [...created(within), `JobType==${jobType}`]);
}

/** Tasks of all jobs, since a task does not tell its job's type. */
export function tasksQuery(within: CreatedWithin) {
  return query("BackupTaskSession", created(within));
}

export const COLLECTION = "/api/agents/backupSessions";
export const COLLECTION_OF_ENTITIES = `${COLLECTION}?format=Entity`;
export const SYSTEM_SESSIONS = "/api/systemSessions?format=Entity";

export function entityPath(guid: string): string {
  return `/api/backupSessions/${guid}?format=Entity`;
}

export function tasksPath(guid: string): string {
  return `/api/backupSessions/${guid}/taskSessions?format=Entity`;
}

function query(type: string, conditions: readonly string[]): (page: number) => string {
  // `;` is AND. Ascending, so that what begins while the pages are read comes on the last one.
  const filter = encodeURIComponent(conditions.join(";"));
  return (page) =>
    `/api/query?type=${type}&format=Entities&filter=${filter}&sortAsc=CreationTime&pageSize=${PAGE_SIZE}&page=${page}`;
}

function created({ from, to }: CreatedWithin): string[] {
  const time = (at: number) => `"${new Date(at).toISOString().slice(0, 19)}Z"`;
  return [`CreationTime>=${time(from)}`, ...(to === null ? [] : [`CreationTime<${time(to)}`])];
}
