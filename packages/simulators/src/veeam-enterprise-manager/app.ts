import { type Context, Hono } from "hono";
import type { World } from "../world/world.ts";
import { taskId } from "./facts.ts";
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
  /** Where a logon tells its session: in the header with 201 (default), or in the body alone with 200. */
  logonTellsIn?: "header" | "body";
  /** What links name; always another host than the one that answers. */
  linkHost?: string;
}

const LISTED_MS = 30 * 86_400_000;
export function createEnterpriseManagerApp(
  world: World,
  credentials: { username: string; password: string },
  options: EnterpriseManagerOptions = {},
): Hono {
  const { version = 12, queryService = true, listsEntities = true } = options;
  const { linkHost = "http://vbem-internal.local:9399", logonTellsIn = "header" } = options;
  const app = new Hono();
  const formatting = { camelCase: version === 13 };
  const logons = createLogons({
    ...credentials,
    ...formatting,
    linkHost,
    tellsIn: logonTellsIn,
    now: world.now,
  });
  const context = (): RowContext => ({
    now: world.now(),
    zone: world.zone,
    linkHost,
    micros: version === 13,
  });
  const sessions = (): SessionFacts[] =>
    world.jobRuns("veeam-enterprise-manager").flatMap((run) => sessionFacts(run, world.now()));

  const index = new Map<string, SessionFacts>();
  /** Runs never change their ids: only one that is not known yet has all of them looked through. */
  function found(id: string): SessionFacts | undefined {
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
    if (wantsJson(c)) {
      return jsonReply(c, { [asEntities ? name : "Refs"]: entities.map(entityJson) }, formatting);
    }
    const inner = entities.map((entity) => entityXml(entity)).join("");
    return xmlReply(c, rootXml(asEntities ? name : "EntityReferences", inner));
  }

  function one(c: Context, entity: Entity | undefined): Response {
    if (!entity) return errorReply(c, 404, "The entity was not found");
    return wantsJson(c) ? jsonReply(c, entityJson(entity), formatting) : xmlReply(c, entityXml(entity, true));
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
  const tasks = (): TaskFacts[] => sessions().flatMap(({ jobRun, run }) => (run ? [{ jobRun, run }] : []));

  app.get("/api/agents/backupSessions", (c) =>
    listsEntities || c.req.query("format") === undefined
      ? sessionList(c, recent())
      : errorReply(c, 404, "The entities of this list are not available"),
  );
  app.get("/api/backupSessions", (c) => sessionList(c, recent()));

  app.get("/api/backupSessions/:id", (c) => {
    const facts = found(c.req.param("id"));
    const isEntity = c.req.query("format")?.toLowerCase() === "entity";
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
    if (!facts) return errorReply(c, 404, "The entity was not found");
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
    return one(c, task && taskEntity(task, context()));
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
    });
  });

  return app;
}
