import { type Context, Hono } from "hono";
import type { JobRun } from "../world/model.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { isPolicyRun, policyId, sessionId, wordOf } from "./facts.ts";
import { type AzureInventory, createAzureInventory } from "./inventory.ts";
import { readPage, type VersionedQuery, versionedQuery } from "./query.ts";
import { logRows, OWN_HOST, protectedItemRow, sessionRow } from "./rows.ts";
import { createTokens, problem } from "./token.ts";

export interface AzureOptions {
  /** Versions that are served; default as 8.1 does. `["v1"]` makes it an old appliance, with decimal ids. */
  versions?: readonly string[];
  /** Whether ids are decimal in every version; default in v1 alone. */
  decimalIds?: boolean;
  /** Default false. */
  mfa?: boolean;
  /** Default 3600. */
  tokenLifetimeSeconds?: number;
  /** Whether the licence agreement waits to be accepted, as after an upgrade; default false. */
  needsLicenceAccepted?: boolean;
  /** The most rows of a page, whatever was asked for; default any. */
  pageCap?: number;
  /** What a page tells of how many there are in all: that (default), nothing, or only how many it holds itself. */
  totalCount?: "all" | "absent" | "of-page";
  /** Whether policies and protected machines are listed; default true, but for v1, which never does. */
  lists?: boolean;
}

const VERSIONS = ["v8.1", "v8", "v7", "v6"];

type Runs = ReturnType<AzureInventory["runs"]>;
const indexes = {
  decimal: new WeakMap<Runs, Map<string, JobRun>>(),
  uuid: new WeakMap<Runs, Map<string, JobRun>>(),
};

/** Made once for each list of runs: an appliance with years of history is asked for each of them. */
function byId(runs: Runs, decimal: boolean): Map<string, JobRun> {
  const known = indexes[decimal ? "decimal" : "uuid"];
  const index = known.get(runs) ?? new Map(runs.map((run) => [sessionId(run, decimal), run]));
  known.set(runs, index);
  return index;
}

/** Whether whoever negotiates the version comes to one with decimal ids. */
export function hasDecimalIds({ versions = VERSIONS, decimalIds = false }: AzureOptions): boolean {
  return decimalIds || versions.join() === "v1";
}

/**
 * A parameter in the wrong case is ignored, as one that the appliance does not know. Which versions it serves and what
 * ids it gives is looked up at each call: an upgrade changes them.
 */
export function createAzureApp(
  world: ToldWorld,
  credentials: { username: string; password: string },
  options: AzureOptions = {},
  inventory: AzureInventory = createAzureInventory(world),
): Hono {
  const { mfa = false, tokenLifetimeSeconds = 3600, pageCap, totalCount = "all", lists = true } = options;
  const app = new Hono();
  const tokens = createTokens({ ...credentials, mfa, lifetimeSeconds: tokenLifetimeSeconds, now: world.now });

  app.post("/api/oauth2/token", (c) => tokens.grant(c));
  app.delete("/api/oauth2/token", (c) =>
    tokens.isValid(c) ? tokens.revoke(c) : problem(c, 401, "Unauthorized"),
  );

  app.use("/api/:version/*", async (c, next) => {
    if (!(options.versions ?? VERSIONS).includes(c.req.param("version")))
      return problem(c, 404, "This version is not served");
    if (!tokens.isValid(c)) return problem(c, 401, "The access token is missing or has expired");
    if (options.needsLicenceAccepted)
      return problem(c, 403, "The license agreement is not accepted", {
        licenseAgreementAcceptanceRequired: true,
      });
    return next();
  });

  app.use("/api/:version/*", async (c, next) => {
    await next();
    if (totalCount === "all" || !c.res.ok || c.req.method !== "GET") return;
    const { totalCount: _, ...reply } = (await c.res.json()) as { totalCount?: number; results?: unknown[] };
    c.res = c.json(totalCount === "absent" ? reply : { ...reply, totalCount: reply.results?.length });
  });

  /** Newest start first. */
  const newestFirst = () => inventory.runs().toReversed();
  const isDecimal = (version: string) => version === "v1" || options.decimalIds === true;
  const rowOf = (run: JobRun, version: string) =>
    sessionRow(run, version, isDecimal(version), world.now(), inventory);
  const found = (c: Context) => {
    const decimal = isDecimal(c.req.param("version") ?? "");
    return byId(inventory.runs(), decimal).get(c.req.param("id") ?? "");
  };

  app.get("/api/:version/system/about", (c) =>
    c.req.param("version") === "v1"
      ? problem(c, 404, "Not found")
      : c.json({ serverVersion: "8.1.0.299", workerVersion: "8.1.0.299", flrVersion: "8.1.0.1" }),
  );

  app.get("/api/:version/jobSessions", (c) => {
    const query = versionedQuery(c);
    const wanted = newestFirst().filter(filterOf(query, world.now()));
    return page(c, query, pageCap, wanted, (run) => rowOf(run, query.version));
  });

  app.get("/api/:version/jobSessions/:id", (c) => {
    const run = found(c);
    return run ? c.json(rowOf(run, c.req.param("version"))) : problem(c, 404, "No such session");
  });

  app.get("/api/:version/jobSessions/:id/protectedItems", (c) => {
    const run = found(c);
    if (!run) return problem(c, 404, "No such session");
    if (!isPolicyRun(run.job)) return problem(c, 400, "The session protects no items");
    return page(c, versionedQuery(c), pageCap, run.runs, (item) => protectedItemRow(item, world.now()));
  });

  app.get("/api/:version/jobSessions/:id/log", (c) => {
    const run = found(c);
    return run ? c.json({ log: logRows(run, world.now()) }) : problem(c, 404, "No such session");
  });

  app.post("/api/:version/jobSessions/export", (c) => {
    const version = c.req.param("version");
    const rows = newestFirst().map((run) => rowOf(run, version));
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
    return rows ? page(c, query, pageCap, rows, (row) => row) : problem(c, 404, "Not found");
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

function page<T, R>(
  c: Context,
  query: VersionedQuery,
  cap: number | undefined,
  all: readonly T[],
  rowOf: (one: T) => R,
): Response {
  const wanted = readPage(query, cap);
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
