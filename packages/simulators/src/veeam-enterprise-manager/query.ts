import type { Context } from "hono";
import { type Fields, parseFilter } from "./filter.ts";
import {
  type Entity,
  entityJson,
  entityXml,
  errorReply,
  type Formatting,
  jsonReply,
  rootXml,
  type Scalar,
  wantsJson,
  xmlReply,
} from "./format.ts";
import {
  type RowContext,
  type SessionFacts,
  sessionEntity,
  sessionFields,
  type TaskFacts,
  taskEntity,
  taskFields,
} from "./rows.ts";

/** Filters and sorts name times without their UTC. */
const SESSION_NAMES = [
  "CreationTime",
  "EndTime",
  "JobType",
  "JobUid",
  "JobName",
  "State",
  "Result",
  "IsRetry",
];
const TASK_NAMES = ["CreationTime", "EndTime", "State", "Result", "JobSessionUid", "TotalSize"];
/** Other lists stand beside the one asked for, as nulls. */
const OTHER_LISTS = ["BackupServers", "Jobs", "Repositories", "RestorePoints", "Replicas", "ManagedServers"];

interface Asked {
  sessions: readonly SessionFacts[];
  tasks: readonly TaskFacts[];
  context: RowContext;
  formatting: Formatting;
  /** The most rows of a page, whatever was asked for. */
  pageCap: number;
}

/** `/api/query`: 100 rows a page unless asked, and nothing says that there are more but the number of pages. */
export function answerQuery(c: Context, { sessions, tasks, context, formatting, pageCap }: Asked): Response {
  switch (c.req.query("type")?.toLowerCase()) {
    case "backupjobsession": {
      const wanted = select(c, sessions, SESSION_NAMES, (facts) => sessionFields(facts, context));
      const entityOf = (facts: SessionFacts) => sessionEntity(facts, context);
      return pageReply(c, wanted, "BackupJobSessions", entityOf, formatting, pageCap);
    }
    case "backuptasksession": {
      const wanted = select(c, tasks, TASK_NAMES, (task) => taskFields(task, context));
      const entityOf = (task: TaskFacts) => taskEntity(task, context);
      return pageReply(c, wanted, "BackupTaskSessions", entityOf, formatting, pageCap);
    }
    default:
      return errorReply(c, 400, "Unknown query type");
  }
}

/** What is filtered by and sorted by, of each list of sessions or tasks that was asked for. */
const toldOf = new WeakMap<readonly unknown[], { one: unknown; told: Fields }[]>();

/** Filtered and sorted; null for a filter or a field that is not known. */
function select<T>(
  c: Context,
  all: readonly T[],
  names: readonly string[],
  fieldsOf: (one: T) => Record<string, Scalar>,
): T[] | null {
  const filter = c.req.query("filter");
  const test = filter ? parseFilter(filter, names) : () => true;
  const sortAsc = c.req.query("sortAsc");
  const by = sortAsc ?? c.req.query("sortDesc");
  const name = names.find((known) => known.toLowerCase() === by?.toLowerCase());
  if (!test || (by !== undefined && !name)) return null;

  const fields = (one: T): Fields => {
    const { CreationTimeUTC = null, EndTimeUTC = null, ...others } = fieldsOf(one);
    return { ...others, CreationTime: CreationTimeUTC, EndTime: EndTimeUTC };
  };
  const told = toldOf.get(all) ?? all.map((one) => ({ one, told: fields(one) }));
  toldOf.set(all, told);
  const wanted = (told as { one: T; told: Fields }[]).filter(({ told }) => test(told));
  if (!name) return wanted.map(({ one }) => one);
  const keyed = wanted.map(({ one, told }) => ({ one, key: sortKey(told[name] ?? "") }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (sortAsc === undefined) keyed.reverse();
  return keyed.map(({ one }) => one);
}

/** Times are compared as such: their texts have unequal fractions. */
function sortKey(value: string | number | boolean): string | number {
  if (typeof value === "boolean") return Number(value);
  const instant =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? value : instant;
}

function pageReply<T>(
  c: Context,
  wanted: readonly T[] | null,
  listName: string,
  entityOf: (one: T) => Entity,
  formatting: Formatting,
  pageCap: number,
): Response {
  if (!wanted) return errorReply(c, 400, "The filter or the sort order could not be read");
  const [asked, number] = [Number(c.req.query("pageSize") ?? 100), Number(c.req.query("page") ?? 1)];
  const size = Math.min(asked, pageCap);
  if (!(Number.isInteger(size) && size > 0 && Number.isInteger(number) && number > 0)) {
    return errorReply(c, 400, "Page and pageSize begin at 1");
  }
  const PagingInfo = { PageNum: number, PageSize: size, PagesCount: Math.ceil(wanted.length / size) };
  const rows = wanted.slice((number - 1) * size, number * size).map(entityOf);
  const paging = `<PagingInfo PageNum="${number}" PageSize="${size}" PagesCount="${PagingInfo.PagesCount}"/>`;

  if (c.req.query("format")?.toLowerCase() !== "entities") {
    const refs = rows.map((entity) => ({ ...entity, tag: "Ref", fields: {} }));
    if (wantsJson(c, formatting)) return jsonReply(c, { Refs: refs.map(entityJson), PagingInfo }, formatting);
    return xmlReply(
      c,
      rootXml("QueryResult", `<Refs>${refs.map((ref) => entityXml(ref)).join("")}</Refs>${paging}`),
    );
  }
  if (wantsJson(c, formatting)) {
    const others = Object.fromEntries(OTHER_LISTS.map((name) => [name, null]));
    const Entities = { ...others, [listName]: { [listName]: rows.map(entityJson) } };
    return jsonReply(c, { Refs: null, Entities, PagingInfo }, formatting);
  }
  const inner = rows.map((entity) => entityXml(entity)).join("");
  return xmlReply(
    c,
    rootXml("QueryResult", `<Entities><${listName}>${inner}</${listName}></Entities>${paging}`),
  );
}
