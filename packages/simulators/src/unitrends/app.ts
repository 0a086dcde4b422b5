import { type Context, Hono } from "hono";
import type { JobRun, Run } from "../world/model.ts";
import { bits } from "../world/random.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { clientIdOf, type Dialect, instanceIdOf, typeOf } from "./facts.ts";
import { backupRow, catalogRow, historyRow, type RowContext } from "./rows.ts";

export interface UnitrendsOptions {
  /** Default `10`. */
  dialect?: Dialect;
  /** Idle seconds after which a token dies; default 3600. */
  timeoutSeconds?: number;
  /** Longest span of starts that `POST /api/backups` answers; default any. */
  longestWindowHours?: number;
  /** Whether `jobs/history` tells only its newest 1000 rows and says so; default false. */
  limitedHistory?: boolean;
  /** Whether there is a `jobs/history`; default true. */
  hasJobHistory?: boolean;
}

interface BackupFilter {
  client_id?: number;
  instance_id?: number;
  type?: string[];
  start_time?: number;
  end_time?: number;
  finish_interval_start?: number;
  finish_interval_end?: number;
  backup_ids?: (number | string)[];
}

interface Row {
  jobRun: JobRun;
  run: Run;
}

/** One appliance that manages the world's systems; without a `sid` its own answers, and the lists of all. */
export function createUnitrendsApp(
  world: ToldWorld,
  credentials: { username: string; password: string },
  options: UnitrendsOptions = {},
): Hono {
  const { dialect = "10", timeoutSeconds = 3600, longestWindowHours, limitedHistory = false } = options;
  const app = new Hono();
  const lastUsed = new Map<string, number>();
  const context = (c: Context): RowContext => ({
    dialect,
    zone: world.zone,
    now: world.now(),
    isEnglish: (c.req.query("lang") ?? "en") === "en",
  });

  app.post("/api/login", async (c) => {
    const { username, password } = await bodyOf<{ username?: string; password?: string }>(c);
    if (username !== credentials.username || password !== credentials.password) {
      return failure(c, 401, "Login failed: the user name or password is not correct");
    }
    const token = `v2:${bits(lastUsed.size, 1).toString(36)}=${lastUsed.size}==`;
    lastUsed.set(token, world.now());
    const roles = { administrator: false, manage: false, monitor: true, superuser: false };
    return c.json({ auth_token: token, id: 4, timeout: timeoutSeconds, ...roles }, 201);
  });

  app.post("/api/logout", async (c) => {
    const { cookie } = await bodyOf<{ cookie?: string }>(c);
    return lastUsed.delete(cookie ?? "")
      ? c.json({ result: [{ code: 0 }] }, 201)
      : failure(c, 500, "Invalid session");
  });

  app.use("/api/*", async (c, next) => {
    const token = c.req.header("AuthToken");
    if (token === undefined) return failure(c, 401, "Authentication is required");
    const usedAt = lastUsed.get(token);
    // What has expired is told by its message alone: the status is that of any failure.
    if (usedAt === undefined || world.now() - usedAt > timeoutSeconds * 1000) {
      return failure(c, 500, "Your session has expired. Please log in again.");
    }
    lastUsed.set(token, world.now());
    return next();
  });

  app.post("/api/backups", async (c) => {
    if (c.req.query("isDelete") !== undefined)
      return c.json({ result: [{ code: 0, message: "deleted" }] }, 201);
    const filter = await bodyOf<BackupFilter>(c);
    if (longestWindowHours !== undefined) {
      const end = filter.end_time ?? world.now() / 1000;
      if (filter.start_time === undefined || end - filter.start_time > longestWindowHours * 3600) {
        return failure(c, 500, "The query took too long");
      }
    }
    const rows = rowsOf(c, "1")
      .filter((row) => isWanted(row, filter, world.now()))
      .map(({ jobRun, run }) => backupRow(jobRun, run, context(c)));
    if (dialect === "2015") return c.json({ backups: rows }, 201);
    return rows.length === 0 ? c.json([], 201) : c.json({ data: rows }, 201);
  });

  app.get("/api/systems", (c) =>
    c.json({
      appliance: Array.from({ length: world.unitrendsSystems }, (_, index) => ({
        id: index + 1,
        sid: index + 1,
        name: `ueb-${index + 1}`,
        host: `10.3.0.${10 + index}`,
        role: index === 0 ? "DPU" : "Managed DPU",
        status: "available",
        local: index === 0,
      })),
    }),
  );

  app.get("/api/jobs/history", (c) => {
    if (options.hasJobHistory === false) return failure(c, 404, "There is no such API");
    const rows = rowsOf(c, null).filter(({ jobRun }) => jobRun.job.kind === "backup");
    const told = limitedHistory ? rows.slice(-1000) : rows;
    const data = told.map(({ jobRun, run }) => historyRow(jobRun, run, context(c)));
    return c.json({ data, count: data.length, limited: told.length < rows.length });
  });

  app.on("GET", ["/api/catalog", "/api/catalog/"], (c) => {
    const rows = rowsOf(c, null).filter(
      ({ jobRun, run }) => jobRun.job.kind === "backup" && run.endedAt <= world.now(),
    );
    return c.json({ catalog: rows.map(({ jobRun, run }) => catalogRow(jobRun, run, context(c))) });
  });

  // Whatever else is sent would do something: a test must see that it was, not that it was refused.
  app.all("*", (c) => c.json({ result: [{ code: 0 }] }, 200));

  /** Of one system; without a `sid` of the given one, or of all (null). */
  function rowsOf(c: Context, usual: string | null): Row[] {
    const sid = c.req.query("sid") ?? usual;
    return world
      .jobRuns("unitrends")
      .filter(({ job }) => sid === null || job.system === Number(sid))
      .flatMap((jobRun) => jobRun.runs.map((run) => ({ jobRun, run })))
      .filter(({ run }) => run.startedAt <= world.now());
  }
  return app;
}

function isWanted({ jobRun, run }: Row, filter: BackupFilter, now: number): boolean {
  const between = (value: number, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
    value / 1000 >= from && value / 1000 <= to;
  const { device } = run.item;
  const hasEnd = filter.finish_interval_start !== undefined || filter.finish_interval_end !== undefined;
  return (
    between(run.startedAt, filter.start_time, filter.end_time) &&
    (!hasEnd ||
      (run.endedAt <= now &&
        between(run.endedAt, filter.finish_interval_start, filter.finish_interval_end))) &&
    (filter.client_id === undefined || filter.client_id === clientIdOf(jobRun.job, device)) &&
    (filter.instance_id === undefined || filter.instance_id === instanceIdOf(device)) &&
    (!filter.type?.length || filter.type.includes(typeOf(jobRun, run))) &&
    (!filter.backup_ids?.length || filter.backup_ids.map(Number).includes(run.number))
  );
}

async function bodyOf<T extends object>(c: Context): Promise<Partial<T>> {
  const text = await c.req.text();
  try {
    return JSON.parse(text) as Partial<T>;
  } catch {
    return {};
  }
}

function failure(c: Context, status: 401 | 404 | 500, message: string): Response {
  return c.json({ result: [{ code: 1, message }] }, status);
}
