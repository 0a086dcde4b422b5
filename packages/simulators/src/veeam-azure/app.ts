import { type Context, Hono } from "hono";
import type { JobRun } from "../world/model.ts";
import type { World } from "../world/world.ts";
import { isPolicyRun, policyId, sessionId, wordOf } from "./facts.ts";
import { type AzureInventory, createAzureInventory } from "./inventory.ts";
import { readPage, type VersionedQuery, versionedQuery } from "./query.ts";
import { logRows, OWN_HOST, protectedItemRow, sessionRow } from "./rows.ts";
import { createTokens, problem } from "./token.ts";

export interface AzureOptions {
  /** Versions that are served; default as 8.1 does. `["v1"]` makes it an old appliance, with decimal ids. */
  versions?: string[];
  /** Default false. */
  mfa?: boolean;
  /** Default 3600. */
  tokenLifetimeSeconds?: number;
  /** Whether policies and protected machines are listed; default true, but for v1, which never does. */
  lists?: boolean;
}

/** A parameter in the wrong case is ignored, as one that the appliance does not know. */
export function createAzureApp(
  world: World,
  credentials: { username: string; password: string },
  options: AzureOptions = {},
  inventory: AzureInventory = createAzureInventory(world),
): Hono {
  const { versions = ["v8.1", "v8", "v7", "v6"], mfa = false } = options;
  const { tokenLifetimeSeconds = 3600, lists = true } = options;
  const app = new Hono();
  const tokens = createTokens({ ...credentials, mfa, lifetimeSeconds: tokenLifetimeSeconds, now: world.now });

  app.post("/api/oauth2/token", (c) => tokens.grant(c));
  app.delete("/api/oauth2/token", (c) =>
    tokens.isValid(c) ? tokens.revoke(c) : problem(c, 401, "Unauthorized"),
  );

  app.use("/api/:version/*", async (c, next) => {
    if (!versions.includes(c.req.param("version"))) return problem(c, 404, "This version is not served");
    if (!tokens.isValid(c)) return problem(c, 401, "The access token is missing or has expired");
    return next();
  });

  /** Newest start first. */
  const newestFirst = () => inventory.runs().toReversed();
  const found = (c: Context) => {
    const isV1 = c.req.param("version") === "v1";
    return inventory.runs().find((run) => sessionId(run, isV1) === c.req.param("id"));
  };

  app.get("/api/:version/system/about", (c) =>
    c.req.param("version") === "v1"
      ? problem(c, 404, "Not found")
      : c.json({ serverVersion: "8.1.0.299", workerVersion: "8.1.0.299", flrVersion: "8.1.0.1" }),
  );

  app.get("/api/:version/jobSessions", (c) => {
    const query = versionedQuery(c);
    const wanted = newestFirst().filter(filterOf(query, world.now()));
    return page(c, query, wanted, (run) => sessionRow(run, query.version, world.now(), inventory));
  });

  app.get("/api/:version/jobSessions/:id", (c) => {
    const run = found(c);
    return run
      ? c.json(sessionRow(run, c.req.param("version"), world.now(), inventory))
      : problem(c, 404, "No such session");
  });

  app.get("/api/:version/jobSessions/:id/protectedItems", (c) => {
    const run = found(c);
    if (!run) return problem(c, 404, "No such session");
    if (!isPolicyRun(run.job)) return problem(c, 400, "The session protects no items");
    return page(c, versionedQuery(c), run.runs, (item) => protectedItemRow(item, world.now()));
  });

  app.get("/api/:version/jobSessions/:id/log", (c) => {
    const run = found(c);
    return run ? c.json({ log: logRows(run, world.now()) }) : problem(c, 404, "No such session");
  });

  app.post("/api/:version/jobSessions/export", (c) => {
    const version = c.req.param("version");
    const rows = newestFirst().map((run) => sessionRow(run, version, world.now(), inventory));
    if (version === "v1")
      return c.json({ offset: 0, limit: -1, totalCount: rows.length, results: rows, _links: {} });
    const lines = rows.map((row) => [row.id, row.type, row.status, row.executionStartTime].join(","));
    return c.body(["Id,Type,Status,StartTime", ...lines].join("\r\n"), 200, {
      "Content-Type": "application/octet-stream",
    });
  });

  app.get("/api/:version/:list{(policies|policy|protectedItem)(/.+)?}", (c) => {
    const query = versionedQuery(c);
    const rows = lists ? inventory.rows(c.req.param("list"), query.version) : null;
    return rows ? page(c, query, rows, (row) => row) : problem(c, 404, "Not found");
  });

  return app;
}

function filterOf(query: VersionedQuery, now: number): (run: JobRun) => boolean {
  if (query.version === "v1") return () => true;
  const from = query.instant("FromUtc") ?? Number.NEGATIVE_INFINITY;
  const to = query.instant("ToUtc") ?? Number.POSITIVE_INFINITY;
  const [types, statuses, policies] = [query.all("Types"), query.all("Status"), query.all("PolicyId")];
  return (run) =>
    run.startedAt >= from &&
    run.startedAt <= to &&
    (types.length === 0 || types.includes(run.job.type)) &&
    (statuses.length === 0 || statuses.includes(wordOf(run, now))) &&
    (policies.length === 0 || (isPolicyRun(run.job) && policies.includes(policyId(run.job))));
}

function page<T, R>(c: Context, query: VersionedQuery, all: readonly T[], rowOf: (one: T) => R): Response {
  const wanted = readPage(query);
  if (!wanted) return problem(c, 400, "Offset or Limit is not valid");
  const { offset, limit } = wanted;
  const results = all.slice(offset, limit === -1 ? undefined : offset + limit).map(rowOf);
  const next = `${OWN_HOST}${c.req.path}?offset=${offset + results.length}&limit=${limit}`;
  const hasMore = offset + results.length < all.length;
  return c.json({
    offset,
    limit,
    totalCount: all.length,
    results,
    _links: {
      self: { href: `${OWN_HOST}${c.req.path}?offset=${offset}&limit=${limit}` },
      ...(hasMore && { next: { href: next } }),
    },
  });
}
