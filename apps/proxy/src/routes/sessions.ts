import { createRoute, z } from "@hono/zod-openapi";
import { stream } from "hono/streaming";
import { listOf, sessionDetailSchema, sessionSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { SESSION_SORTS } from "../store/store.ts";
import { createRoutes, ERRORS, HttpError, jsonOf } from "./api.ts";
import { CSV_HEADER, csvRow } from "./csv.ts";
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

const csv = createRoute({
  method: "get",
  path: "/sessions.csv",
  summary: "The same filters, every row, as CSV",
  request: { query: z.strictObject({ ...sessionFilter, sort: params.sort(SESSION_SORTS, "-at") }) },
  responses: {
    200: { description: "UTF-8, a header row", content: { "text/csv": { schema: z.string() } } },
    ...ERRORS,
  },
});

export function sessionRoutes({ store, log }: Deps) {
  return createRoutes()
    .openapi(list, async (c) => c.json(await store.sessions(given(c.req.valid("query"))), 200))
    .openapi(csv, (c) => {
      const { sort, ...filter } = given(c.req.valid("query"));
      c.header("content-type", "text/csv; charset=utf-8");
      c.header("content-disposition", 'attachment; filename="lastgood-sessions.csv"');
      return stream(
        c,
        async (out) => {
          await out.write(CSV_HEADER);
          for await (const sessions of store.streamSessions(filter, sort)) {
            if (out.aborted) return;
            await out.write(sessions.map(csvRow).join(""));
          }
        },
        // The header has gone out: only a cut-off transfer can still tell the reader that rows are missing.
        async (error, out) => {
          log.error({ err: error, requestId: c.get("requestId") }, "an export broke off");
          out.abort();
        },
      ) as never;
    })
    .openapi(one, async (c) => {
      const session = await store.session(c.req.valid("param").id);
      if (!session) throw new HttpError(404, "not-found", "there is no session with this id");
      return c.json(session, 200);
    });
}
