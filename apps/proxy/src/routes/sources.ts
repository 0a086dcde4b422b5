import { createRoute, z } from "@hono/zod-openapi";
import { listOf, rejectSchema, sourceSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { pageOf } from "./offset-page.ts";
import { given, params } from "./params.ts";
import { viewSources } from "./source-view.ts";

const page = { limit: params.limit, cursor: params.cursor };

const list = createRoute({
  method: "get",
  path: "/sources",
  summary: "Each source: reachable or not and in what words, last and next poll, what it brought",
  request: { query: z.strictObject(page) },
  responses: jsonOf(listOf(sourceSchema), "One page"),
});

const one = createRoute({
  method: "get",
  path: "/sources/{id}",
  summary: "One source",
  request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
  responses: jsonOf(sourceSchema, "The source"),
});

const rejects = createRoute({
  method: "get",
  path: "/sources/{id}/rejects",
  summary: "Records of a source without the means to make an id, newest first",
  request: { params: z.object({ id: z.string() }), query: z.strictObject(page) },
  responses: jsonOf(listOf(rejectSchema), "One page"),
});

export function sourceRoutes(deps: Deps) {
  const find = async (id: string) => {
    const found = (await viewSources(deps)).find((source) => source.id === id);
    if (!found) throw new HttpError(404, "not-found", "there is no source with this id");
    return found;
  };
  return createRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      return c.json(pageOf(await viewSources(deps), limit, cursor), 200);
    })
    .openapi(one, async (c) => c.json(await find(c.req.valid("param").id), 200))
    .openapi(rejects, async (c) => {
      const { id } = await find(c.req.valid("param").id);
      const { limit, cursor } = given(c.req.valid("query"));
      return c.json(await deps.store.rejects(id, limit, cursor), 200);
    });
}
