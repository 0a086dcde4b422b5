import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { listOf, type ProtectedItem, protectedItemSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { filterItems } from "./item-filter.ts";
import { pageOf } from "./offset-page.ts";
import { given, itemFilter, params } from "./params.ts";

/** Sort keys beside `state`, which is the board's own order: worst first. */
const KEYS: Record<string, (item: ProtectedItem) => string | number | null> = {
  stateSince: (item) => item.stateSince,
  lastGood: (item) => item.lastGood?.at ?? null,
  dueAt: (item) => item.dueAt,
  lastReadAt: (item) => item.lastReadAt,
  failuresInARow: (item) => item.failuresInARow,
  device: (item) => item.device?.name ?? item.device?.id ?? null,
  policy: (item) => item.policy?.name ?? item.policy?.id ?? null,
  client: (item) => item.client?.name ?? null,
  source: (item) => item.sourceId,
  workload: (item) => item.workload,
};

/** Nulls stand last, whichever the direction. */
export function sortItems(entries: Entry[], sort: string): Entry[] {
  const descending = sort.startsWith("-");
  const key = KEYS[sort.replace(/^-/, "")];
  if (!key) return descending ? entries.toReversed() : entries;
  return entries.toSorted((a, b) => {
    const [left, right] = [key(a.item), key(b.item)];
    if (left === right) return a.item.id.localeCompare(b.item.id);
    if (left === null) return 1;
    if (right === null) return -1;
    return (left < right ? -1 : 1) * (descending ? -1 : 1);
  });
}

const list = createRoute({
  method: "get",
  path: "/protected-items",
  summary: "What must have a good backup regularly, worst first unless asked otherwise",
  request: {
    query: z.strictObject({
      ...itemFilter,
      sort: params.sort(["state", ...Object.keys(KEYS)], "state"),
      limit: params.limit,
      cursor: params.cursor,
    }),
  },
  responses: jsonOf(listOf(protectedItemSchema), "One page"),
});

const one = createRoute({
  method: "get",
  path: "/protected-items/{id}",
  summary: "One protected item",
  request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
  responses: jsonOf(protectedItemSchema, "The item"),
});

export function protectedItemRoutes({ board, now }: Deps) {
  return createRoutes()
    .openapi(list, (c) => {
      const { sort, limit, cursor, ...filter } = given(c.req.valid("query"));
      const found = sortItems(filterItems(board.entries(now()), filter), sort);
      return c.json(
        pageOf(
          found.map((entry) => entry.item),
          limit,
          cursor,
        ),
        200,
      );
    })
    .openapi(one, (c) => {
      const { id } = c.req.valid("param");
      const found = board.entries(now()).find((entry) => entry.item.id === id);
      if (!found) throw new HttpError(404, "not-found", "there is no protected item with this id");
      return c.json(found.item, 200);
    });
}
