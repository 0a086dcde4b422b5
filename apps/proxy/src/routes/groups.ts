import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import {
  type Group,
  groupSchema,
  listOf,
  type ProtectedItem,
  STATES,
  type State,
  type StateCounts,
} from "../contract.ts";
import type { Deps } from "../deps.ts";
import { ageInWords } from "../insight/words.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { filterItems } from "./item-filter.ts";
import { pageOf } from "./offset-page.ts";
import { given, itemFilter, params } from "./params.ts";

export function countStates(items: Iterable<Pick<ProtectedItem, "state">>): StateCounts {
  const counts: Record<State, number> = {
    failed: 0,
    overdue: 0,
    unknown: 0,
    never: 0,
    warning: 0,
    ok: 0,
    retired: 0,
  };
  for (const { state } of items) counts[state] += 1;
  const { retired: _, ...shown } = counts;
  return shown;
}

const newest = (times: (string | null | undefined)[]) =>
  times
    .filter((t) => t != null)
    .sort()
    .at(-1) ?? null;

/** The stalest of some reads; null as soon as one was never read in whole. */
function stalest(items: readonly ProtectedItem[]): string | null {
  const times = items.map((item) => item.lastReadAt);
  return times.includes(null) ? null : ((times as string[]).sort()[0] ?? null);
}

/** One device, policy or client with its items; its state is the worst of theirs. Items come worst first. */
function group(id: string, name: string | null, items: ProtectedItem[], withItems: boolean): Group {
  const [worst] = items;
  const shared = <T>(of: (item: ProtectedItem) => T): T | null => {
    const first = worst ? of(worst) : null;
    return items.every((item) => JSON.stringify(of(item)) === JSON.stringify(first)) ? first : null;
  };
  return {
    id,
    name,
    sourceId: shared((item) => item.sourceId),
    vendor: shared((item) => item.vendor),
    kind: worst?.device?.id === id ? worst.device.kind : null,
    client: shared((item) => item.client),
    site: shared((item) => item.site),
    state: worst?.state ?? STATES[2],
    reason: worst?.reason ?? "nothing is known of it yet",
    counts: countStates(items),
    lastGoodAt: newest(items.map((item) => item.lastGood?.at)),
    lastReadAt: stalest(items),
    items: withItems ? items : [],
  };
}

const KINDS = {
  devices: { of: (item: ProtectedItem) => item.device, word: "device" },
  policies: { of: (item: ProtectedItem) => item.policy, word: "policy" },
  clients: { of: (item: ProtectedItem) => item.client, word: "client" },
} as const;

function groupBy(
  entries: readonly Entry[],
  of: (item: ProtectedItem) => { id: string; name: string | null } | null,
) {
  const groups = new Map<string, { name: string | null; items: ProtectedItem[] }>();
  for (const { item } of entries) {
    const key = of(item);
    if (!key) continue;
    const found = groups.get(key.id);
    if (found) {
      found.items.push(item);
      found.name ??= key.name;
    } else groups.set(key.id, { name: key.name, items: [item] });
  }
  return groups;
}

function routesFor(path: keyof typeof KINDS, { board, store, now }: Deps) {
  const { of, word } = KINDS[path];
  const list = createRoute({
    method: "get",
    path: `/${path}`,
    summary: `Every ${word}, the worst first`,
    request: { query: z.strictObject({ ...itemFilter, limit: params.limit, cursor: params.cursor }) },
    responses: jsonOf(listOf(groupSchema), "One page; `items` is empty here"),
  });
  const one = createRoute({
    method: "get",
    path: `/${path}/{id}`,
    summary: `One ${word} with its items`,
    request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
    responses: jsonOf(groupSchema, `The ${word}`),
  });

  return createRoutes()
    .openapi(list, (c) => {
      const { limit, cursor, state, q, ...filter } = given(c.req.valid("query"));
      const groups = [...groupBy(filterItems(board.entries(now()), filter), of)]
        .map(([id, { name, items }]) => group(id, name, items, false))
        .filter((one) => !state || state.includes(one.state))
        .filter(
          (one) =>
            !q ||
            `${one.name ?? ""} ${one.id} ${one.client?.name ?? ""}`.toLowerCase().includes(q.toLowerCase()),
        );
      return c.json(pageOf(groups, limit, cursor), 200);
    })
    .openapi(one, async (c) => {
      const { id } = c.req.valid("param");
      const found = groupBy(board.entries(now()), of).get(id);
      if (found) return c.json(group(id, found.name, found.items, true), 200);
      // It may have sessions of kinds that make no item: restores, housekeeping. It is known all the same.
      const sessions =
        path === "clients" ? null : await store.sessions({ [word]: [id], sort: "-at", limit: 1 });
      const newestSession = sessions?.items[0];
      if (!newestSession) throw new HttpError(404, "not-found", `there is no ${word} with this id`);
      const named = path === "devices" ? newestSession.device : newestSession.policy;
      return c.json(
        {
          ...group(id, named?.name ?? null, [], true),
          sourceId: newestSession.sourceId,
          vendor: newestSession.vendor,
          client: newestSession.client,
          site: newestSession.site,
          reason: `no backup session; the last of another kind ${ageInWords(now() - Date.parse(newestSession.at as string))} ago`,
        },
        200,
      );
    });
}

export const deviceRoutes = (deps: Deps) => routesFor("devices", deps);
export const policyRoutes = (deps: Deps) => routesFor("policies", deps);
export const clientRoutes = (deps: Deps) => routesFor("clients", deps);
