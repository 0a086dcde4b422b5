import { createRoute, z } from "@hono/zod-openapi";
import { listOf, sessionDetailSchema, sessionSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { SESSION_SORTS } from "../store/store.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { given, params, sessionFilter } from "./params.ts";

const list = createRoute({
  method: "get",
  path: "/sessions",
  summary: "Sessions, newest first unless asked otherwise",
  request: {
    query: z.strictObject({
      ...sessionFilter,
      sort: params.sort(SESSION_SORTS, "-at"),
      limit: params.limit,
      cursor: params.cursor,
    }),
  },
  responses: jsonOf(listOf(sessionSchema), "One page"),
});

const one = createRoute({
  method: "get",
  path: "/sessions/{id}",
  summary: "One session with its children and the vendor's record as it came",
  request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
  responses: jsonOf(sessionDetailSchema, "The session"),
});

export function sessionRoutes({ store }: Deps) {
  return createRoutes()
    .openapi(list, async (c) =>
      c.json(await store.sessions(given(c.req.valid("query")), { signal: c.get("signal") }), 200),
    )
    .openapi(one, async (c) => {
      const session = await store.session(c.req.valid("param").id);
      if (!session) throw new HttpError(404, "not-found", "there is no session with this id");
      return c.json(session, 200);
    });
}
