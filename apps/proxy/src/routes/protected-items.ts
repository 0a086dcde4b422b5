import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { protectedItemSchema, statedListOf } from "../contract.ts";
import type { Deps } from "../deps.ts";
import type { Item } from "../store/store.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { countAllStates, statesOf } from "./groups.ts";
import { filterAllItems, ofState } from "./item-filter.ts";
import { pageOf } from "./offset-page.ts";
import { given, itemFilter, params } from "./params.ts";

/** Sort keys beside `state`, which is the board's own order: worst first. */
const KEYS: Record<string, (entry: Entry, item: Item) => string | number | null> = {
  stateSince: (entry) => entry.since,
  lastGood: (entry) => entry.lastGoodAt,
  dueAt: (entry) => entry.dueAt,
  lastReadAt: (entry) => entry.facts.lastReadAt,
  failuresInARow: (entry) => entry.failuresInARow,
  device: (_, item) => item.device?.name ?? item.device?.id ?? null,
  policy: (_, item) => item.policy?.name ?? item.policy?.id ?? null,
  client: (_, item) => item.client?.name ?? null,
  source: (_, item) => item.sourceId,
  workload: (_, item) => item.workload,
};

/** Nulls stand last, whichever the direction. */
export function sortItems(entries: readonly Entry[], sort: string): readonly Entry[] {
  const descending = sort.startsWith("-");
  const key = KEYS[sort.replace(/^-/, "")];
  if (!key) return descending ? entries.toReversed() : entries;
  return entries.toSorted((a, b) => {
    const [one, other] = [a.facts.history.item, b.facts.history.item];
    const [left, right] = [key(a, one), key(b, other)];
    if (left === right) return one.id < other.id ? -1 : 1;
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
  responses: jsonOf(statedListOf(protectedItemSchema), "One page"),
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
      const { sort, limit, cursor, state, ...others } = given(c.req.valid("query"));
      const all = filterAllItems(board.entries(now()), others);
      const page = pageOf(sortItems(ofState(all, state), sort), limit, cursor);
      const counts = countAllStates(statesOf(all));
      return c.json({ ...page, counts, items: page.items.map(({ item }) => item) }, 200);
    })
    .openapi(one, (c) => {
      const { id } = c.req.valid("param");
      const found = board.entry(id, now());
      if (!found) throw new HttpError(404, "not-found", "there is no protected item with this id");
      return c.json(found.item, 200);
    });
}
