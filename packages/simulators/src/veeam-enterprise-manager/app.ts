import { type Context, Hono } from "hono";
import type { ToldVendor } from "../told/told-vendor.ts";
import type { JobRun } from "../world/model.ts";
import { LISTED_MS, taskId } from "./facts.ts";
import {
  type Entity,
  entityJson,
  entityXml,
  errorReply,
  jsonReply,
  rootXml,
  wantsJson,
  xmlReply,
} from "./format.ts";
import { createLogons } from "./logon.ts";
import { answerQuery } from "./query.ts";
import {
  collectEntities,
  jobEntity,
  type RowContext,
  type SessionFacts,
  sessionEntity,
  sessionFacts,
  sessionReference,
  type TaskFacts,
  taskEntity,
  taskReference,
} from "./rows.ts";

export interface EnterpriseManagerOptions {
  /** 13 has camelCase keys and microseconds; default 12. */
  version?: 12 | 13;
  /** Whether `/api/query` is there, or what refuses it; default true. */
  queryService?: true | 403 | 404 | 501;
  /** Whether the list of agent sessions tells whole entities where they are asked for, or refuses that; default true. */
  listsEntities?: boolean;
  /** Whether sessions and tasks are told as more than references at all; default true. Without it no query is served. */
  tellsEntities?: boolean;
  /** Whether JSON is given where it was asked for; default true. */
  givesJson?: boolean;
  /** Default: in version 13. */
  camelCase?: boolean;
  /** Whether JSON begins with one; default true, as the product has it. */
  hasByteOrderMark?: boolean;
  /** The most rows of a query's page, whatever was asked for; default any. */
  pageCap?: number;
  /** How long ago the backup servers were last collected from: all that is told is as of then. Default 0. */
  collectedAgoMs?: number;
  /** After which a logon dies; default 15 minutes. */
  idleMs?: number;
  /** Where a logon tells its session: in the header with 201 (default), or in the body alone with 200. */
  logonTellsIn?: "header" | "body";
  /** What links name; always another host than the one that answers. */
  linkHost?: string;
}

export function queryServiceOf(options: EnterpriseManagerOptions): true | 403 | 404 | 501 {
  return options.tellsEntities === false ? 404 : (options.queryService ?? true);
}

export function createEnterpriseManagerApp(
  world: ToldVendor,
  credentials: { username: string; password: string },
  options: EnterpriseManagerOptions = {},
): Hono {
  const { version = 12, tellsEntities = true, listsEntities = tellsEntities } = options;
  const {
    linkHost = "http://vbem-internal.local:9399",
    idleMs = 15 * 60_000,
    logonTellsIn = "header",
  } = options;
  const { givesJson = true, camelCase = version === 13, hasByteOrderMark = true } = options;
  const queryService = queryServiceOf(options);
  const app = new Hono();
  const formatting = { camelCase, hasByteOrderMark, onlyXml: !givesJson };
  const logons = createLogons({
    ...credentials,
    ...formatting,
    linkHost,
    idleMs,
    tellsIn: logonTellsIn,
    now: world.now,
  });
  const context = (): RowContext => ({
    now: world.now(),
    zone: world.zone,
    linkHost,
    micros: version === 13,
  });
  let made: { runs: readonly JobRun[]; at: number; sessions: SessionFacts[]; tasks: TaskFacts[] } | null =
    null;
  /** Of years of runs this takes a while: made once for all pages that are asked for at one instant. */
  function asOfNow() {
    const [runs, at] = [world.jobRuns("veeam-enterprise-manager"), world.now()];
    if (made?.runs === runs && made.at === at) return made;
    const all = runs.flatMap((run) => sessionFacts(run, at));
    made = {
      runs,
      at,
      sessions: all,
      tasks: all.flatMap(({ jobRun, run }) => (run ? [{ jobRun, run }] : [])),
    };
    return made;
  }
  const sessions = (): SessionFacts[] => asOfNow().sessions;

  const index = new Map<string, SessionFacts>();
  let indexed = 0;
  /** Runs keep their ids while nothing is changed: only one that is not known yet has all of them looked through. */
  function found(id: string): SessionFacts | undefined {
    if (indexed !== world.revision()) index.clear();
    indexed = world.revision();
    if (!index.has(id)) for (const facts of sessions()) index.set(facts.id, facts);
    return index.get(id);
  }

  app.post("/api/sessionMngr/", (c) => logons.begin(c));
  app.use("/api/*", async (c, next) =>
    logons.isValid(c) ? next() : errorReply(c, 401, "Logon session expired"),
  );
  app.delete("/api/logonSessions/:id", (c) => logons.end(c, c.req.param("id")));

  /** References, or whole entities where `format=Entity` asks for them. */
  function list<T>(
    c: Context,
    all: readonly T[],
    name: string,
    entityOf: (one: T) => Entity,
    refOf: (one: T) => Entity,
  ): Response {
    const asEntities = c.req.query("format")?.toLowerCase() === "entity";
    const entities = all.map(asEntities ? entityOf : refOf);
    if (wantsJson(c, formatting)) {
      return jsonReply(c, { [asEntities ? name : "Refs"]: entities.map(entityJson) }, formatting);
    }
    const inner = entities.map((entity) => entityXml(entity)).join("");
    return xmlReply(c, rootXml(asEntities ? name : "EntityReferences", inner));
  }

  function one(c: Context, entity: Entity | undefined): Response {
    if (!entity) return errorReply(c, 404, "The entity was not found");
    return wantsJson(c, formatting)
      ? jsonReply(c, entityJson(entity), formatting)
      : xmlReply(c, entityXml(entity, true));
  }

  const sessionList = (c: Context, all: SessionFacts[]) =>
    list(
      c,
      all,
      "BackupJobSessions",
      (facts) => sessionEntity(facts, context()),
      (facts) => sessionReference(facts, context()),
    );
  const recent = () => {
    const since = world.now() - LISTED_MS;
    return sessions()
      .filter(({ startedAt }) => startedAt >= since)
      .toReversed();
  };
  const tasks = (): TaskFacts[] => asOfNow().tasks;

  app.get("/api/agents/backupSessions", (c) =>
    listsEntities || c.req.query("format") === undefined
      ? sessionList(c, recent())
      : errorReply(c, 404, "The entities of this list are not available"),
  );
  app.get("/api/backupSessions", (c) => sessionList(c, recent()));

  app.get("/api/backupSessions/:id", (c) => {
    const facts = found(c.req.param("id"));
    const isEntity = c.req.query("format")?.toLowerCase() === "entity";
    if (isEntity && !tellsEntities) return errorReply(c, 404, "The entity is not available");
    return one(c, facts && (isEntity ? sessionEntity : sessionReference)(facts, context()));
  });

  app.get("/api/backupSessions/:id/agentManagementSessions", (c) => {
    const container = found(c.req.param("id"));
    if (container?.run !== null) return errorReply(c, 404, "The entity was not found");
    return sessionList(
      c,
      sessionFacts(container.jobRun, world.now()).filter(({ run }) => run !== null),
    );
  });

  app.get("/api/backupSessions/:id/taskSessions", (c) => {
    const facts = found(c.req.param("id"));
    if (!facts || !tellsEntities) return errorReply(c, 404, "The entity was not found");
    return list(
      c,
      facts.run ? [{ jobRun: facts.jobRun, run: facts.run }] : [],
      "BackupTaskSessions",
      (task) => taskEntity(task, context()),
      (task) => taskReference(task, context()),
    );
  });

  app.get("/api/backupTaskSessions/:id", (c) => {
    const task = tasks().find(({ jobRun, run }) => taskId(jobRun, run) === c.req.param("id"));
    return one(c, tellsEntities && task ? taskEntity(task, context()) : undefined);
  });

  app.get("/api/agents/jobs", (c) =>
    list(
      c,
      world.plan("veeam-enterprise-manager").jobs,
      "Jobs",
      (job) => jobEntity(job, context(), false),
      (job) => jobEntity(job, context(), true),
    ),
  );

  app.get("/api/systemSessions", (c) => {
    const [entities, refs] = [collectEntities(context(), false), collectEntities(context(), true)];
    const [entityAt, refAt] = [(index: number) => entities[index], (index: number) => refs[index]];
    const indexes = [...entities.keys()];
    return list(
      c,
      indexes,
      "SystemSessions",
      (i) => entityAt(i) as Entity,
      (i) => refAt(i) as Entity,
    );
  });

  app.get("/api/query", (c) => {
    if (queryService !== true) return errorReply(c, queryService, "The query service is not available");
    return answerQuery(c, {
      sessions: sessions(),
      tasks: tasks(),
      context: context(),
      formatting,
      pageCap: options.pageCap ?? Number.POSITIVE_INFINITY,
    });
  });

  return app;
}
