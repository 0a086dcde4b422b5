import type { Answer, Asked } from "./small-world.ts";

export interface EmSession {
  guid: string;
  /** The container's; default: it is a container itself. */
  parent?: string;
  job: string;
  /** Of a machine's session. */
  host?: string;
  /** `CreationTimeUTC`. */
  startedAt: string;
  fields?: Record<string, unknown>;
  /** What the machine's task tells besides. */
  task?: Record<string, unknown>;
}

export interface EmWays {
  /** When it last collected from its backup servers. */
  collectedAt: () => string;
  /** Version 13 begins its keys in lower case. */
  camelCase?: () => boolean;
  /** Rows a page, however many are asked for. */
  mostRows?: number;
  /** What the reply says of its paging, given the rows there are and those a page; default: the truth. */
  paging?: (asked: { rows: number; size: number; page: number }) => Record<string, unknown>;
}

/** An Enterprise Manager with these sessions, in whatever order. */
export function enterpriseManager(sessions: readonly EmSession[], ways: EmWays): Answer {
  return (asked) => {
    const { path, query } = asked;
    const keyed = (reply: unknown) => (ways.camelCase?.() ? withLowerKeys(reply) : reply);
    if (path === "/api/sessionMngr/") return keyed({ SessionId: "11111111-2222-4333-8444-555555555555" });
    if (path === "/api/systemSessions") {
      const EndTimeUTC = ways.collectedAt();
      return keyed({
        SystemSessions: [{ SessionType: "CollectJob", State: "Stopped", Result: "Success", EndTimeUTC }],
      });
    }
    if (path !== "/api/query") return undefined;
    if (query.get("type") === "BackupTaskSession")
      return keyed(
        pageOf(
          "BackupTaskSessions",
          filtered(sessions, query)
            .filter(({ host }) => host)
            .map(taskOf),
          asked,
          ways,
        ),
      );
    return keyed(pageOf("BackupJobSessions", filtered(sessions, query).map(entityOf), asked, ways));
  };
}

function filtered(sessions: readonly EmSession[], query: URLSearchParams): EmSession[] {
  const filter = query.get("filter") ?? "";
  const from = /CreationTime>="([^"]+)Z"/.exec(filter)?.[1] ?? "";
  const to = /CreationTime<"([^"]+)Z"/.exec(filter)?.[1] ?? "9999";
  const type = /JobType==(\w+)/.exec(filter)?.[1];
  return sessions.filter(
    (one) => one.startedAt >= from && one.startedAt < to && (type === undefined || type === typeOf(one)),
  );
}

const typeOf = ({ host }: EmSession) => (host === undefined ? "AgentBackup" : "AgentManagement");

function pageOf(name: string, all: readonly unknown[], { query }: Asked, { mostRows, paging }: EmWays) {
  const asked = Number(query.get("pageSize"));
  const [size, page] = [Math.min(asked, mostRows ?? asked), Number(query.get("page"))];
  const rows = all.slice((page - 1) * size, page * size);
  const truth = { PageNum: page, PageSize: size, PagesCount: Math.ceil(all.length / size) };
  const PagingInfo = paging ? paging({ rows: all.length, size: asked, page }) : truth;
  return { Refs: null, Entities: { Jobs: null, [name]: { [name]: rows } }, PagingInfo };
}

function entityOf(session: EmSession) {
  const { guid, parent, job, host, startedAt, fields } = session;
  const own = host === undefined ? job : `${job} - ${host}`;
  const up = (Type: string, path: string, Name: string) => ({
    Rel: "Up",
    Type,
    Href: `http://vbem.local:9399/api/${path}`,
    Name,
  });
  return {
    UID: `urn:veeam:BackupJobSession:${guid}`,
    Name: `${own}@${startedAt.slice(0, 19).replace("T", " ")}`,
    Type: "BackupJobSession",
    Links: [
      up("JobReference", `agents/jobs/${guidOf(own)}`, own),
      ...(parent === undefined
        ? []
        : [up("BackupJobSessionReference", `backupSessions/${parent}`, "Parent session")]),
    ],
    JobUid: `urn:veeam:Job:${guidOf(own)}`,
    JobName: own,
    JobType: typeOf(session),
    CreationTimeUTC: startedAt,
    EndTimeUTC: new Date(Date.parse(startedAt) + 600_000).toISOString(),
    State: "Stopped",
    Result: "Success",
    FailureMessage: null,
    IsRetry: false,
    ...fields,
  };
}

function taskOf({ guid, host, startedAt, fields, task }: EmSession) {
  const { State = "Stopped", Result = "Success", EndTimeUTC = startedAt } = fields ?? {};
  return {
    UID: `urn:veeam:BackupTaskSession:${guidOf(`task ${guid}`)}`,
    Name: host,
    Type: "BackupTaskSession",
    VmDisplayName: host,
    JobSessionUid: `urn:veeam:BackupJobSession:${guid}`,
    CreationTimeUTC: startedAt,
    EndTimeUTC,
    State: State === "Stopped" ? "Completed" : "InProgress",
    Result,
    Reason: "",
    TotalSize: 1024,
    ...task,
  };
}

/** The same for the same text. */
export function guidOf(text: string): string {
  let hash = 7n;
  for (const letter of text)
    hash = (hash * 1_099_511_628_211n + BigInt(letter.codePointAt(0) ?? 0)) % 2n ** 64n;
  const hex = hash.toString(16).padStart(16, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8000-${hex.slice(4, 16)}`;
}

function withLowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLowerKeys);
  if (typeof value !== "object" || value === null) return value;
  const lower = (key: string) =>
    key.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase());
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [lower(key), withLowerKeys(member)]),
  );
}
