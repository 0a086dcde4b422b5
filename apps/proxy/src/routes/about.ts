import { createRoute, z } from "@hono/zod-openapi";
import { aboutSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes, jsonOf } from "./api.ts";
import { clockNotices, damageNotices, standingNotices } from "./notices.ts";

const about = createRoute({
  method: "get",
  path: "/about",
  summary: "What every screen must know: version, zone, whether the data is invented",
  request: { query: z.strictObject({}) },
  responses: jsonOf(aboutSchema, "As of now"),
});

export function aboutRoutes(deps: Deps) {
  return createRoutes().openapi(about, (c) => {
    const { demo, server, sources } = deps.config();
    return c.json(
      {
        version: deps.version,
        demo,
        timeZone: server.timeZone,
        dayStartsAt: server.dayStartsAt,
        notices: [...damageNotices(deps), ...standingNotices(deps), ...clockNotices(deps)],
        sources: sources.length,
        now: new Date(deps.now()).toISOString(),
      },
      200,
    );
  });
}
