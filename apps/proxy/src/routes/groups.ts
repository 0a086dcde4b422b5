import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import {
  type Group,
  groupSchema,
  type Named,
  STATES,
  type State,
  type StateCounts,
  statedListOf,
} from "../contract.ts";
import type { Deps } from "../deps.ts";
import { ageInWords } from "../insight/words.ts";
import type { Item } from "../store/store.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { filterItems } from "./item-filter.ts";
import { pageOf } from "./offset-page.ts";
import { onceFor } from "./once-for.ts";
import { given, itemFilter, params } from "./params.ts";

export function countStates(states: Iterable<State>): StateCounts {
  const { retired: _, ...shown } = countAllStates(states);
  return shown;
}

/** Those that are retired, too. */
export function countAllStates(states: Iterable<State>): Record<State, number> {
  const counts: Record<State, number> = {
    failed: 0,
    overdue: 0,
    unknown: 0,
    never: 0,
    warning: 0,
    ok: 0,
    retired: 0,
  };
  for (const state of states) counts[state] += 1;
  return counts;
}

export const statesOf = (entries: readonly Entry[]) => entries.map(({ state }) => state);

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** The oldest of some times; null of none, and as soon as one is null. */
function oldest(times: readonly (number | null)[]): number | null {
  const [first = null, ...others] = times;
  return others.reduce((before, at) => (at === null || before === null ? null : Math.min(before, at)), first);
}

const isSame = (a: Named | null, b: Named | null) => a === b || (a?.id === b?.id && a?.name === b?.name);

/** One device, policy or client with its items; its state is the worst of theirs. Items come worst first. */
function group(id: string, name: string | null, entries: readonly Entry[], withItems: boolean): Group {
  const items = entries.map(({ facts }) => facts.history.item);
  const [worst] = entries;
  const [first] = items;
  const shared = (of: (item: Item) => Named | null) => {
    const named = first ? of(first) : null;
    return items.every((item) => isSame(of(item), named)) ? named : null;
  };
  return {
    id,
    name,
    sourceId: items.every((item) => item.sourceId === first?.sourceId) ? (first?.sourceId ?? null) : null,
    vendor: items.every((item) => item.vendor === first?.vendor) ? (first?.vendor ?? null) : null,
    kind: first?.device?.id === id ? first.device.kind : null,
    client: shared((item) => item.client),
    site: shared((item) => item.site),
    state: worst?.state ?? STATES[2],
    reason: worst?.item.reason ?? "nothing is known of it yet",
    counts: countStates(statesOf(entries)),
    lastGoodAt: iso(
      oldest(entries.flatMap(({ state, lastGoodAt }) => (state === "retired" ? [] : [lastGoodAt]))),
    ),
    lastReadAt: iso(oldest(entries.map(({ facts }) => facts.lastReadAt))),
    items: withItems ? entries.map(({ item }) => item) : [],
  };
}

const KINDS = {
  devices: { of: (item: Item) => item.device, word: "device" },
  policies: { of: (item: Item) => item.policy, word: "policy" },
  clients: { of: (item: Item) => item.client, word: "client" },
} as const;

interface Grouped {
  id: string;
  name: string | null;
  entries: Entry[];
}

function groupBy(entries: readonly Entry[], of: (item: Item) => Named | null): Map<string, Grouped> {
  const groups = new Map<string, Grouped>();
  for (const entry of entries) {
    const key = of(entry.facts.history.item);
    if (!key) continue;
    const found = groups.get(key.id);
    if (found) {
      found.entries.push(entry);
      found.name ??= key.name;
    } else groups.set(key.id, { id: key.id, name: key.name, entries: [entry] });
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
    responses: jsonOf(statedListOf(groupSchema), "One page; `items` is empty here"),
  });
  const one = createRoute({
    method: "get",
    path: `/${path}/{id}`,
    summary: `One ${word} with its items`,
    request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
    responses: jsonOf(groupSchema, `The ${word}`),
  });

  const shownGroups = onceFor((entries) => groupBy(filterItems(entries, {}), of));

  return createRoutes()
    .openapi(list, (c) => {
      const { limit, cursor, state, q, ...filter } = given(c.req.valid("query"));
      const entries = board.entries(now());
      const isAll = Object.keys(filter).length === 0;
      const groups = isAll ? shownGroups(entries) : groupBy(filterItems(entries, filter), of);
      const named = [...groups.values()].filter(({ id, name, entries }) => {
        if (!q) return true;
        const clients = new Set(entries.map(({ facts }) => facts.history.item.client?.name ?? ""));
        const client = clients.size === 1 ? [...clients][0] : "";
        return `${name ?? ""} ${id} ${client}`.toLowerCase().includes(q.toLowerCase());
      });
      // Its state is that of its worst item, which stands first.
      const stateOf = ({ entries: [worst] }: Grouped) => worst?.state ?? "unknown";
      const found = state ? named.filter((one) => state.includes(stateOf(one))) : named;
      const page = pageOf(found, limit, cursor);
      const counts = countAllStates(named.map(stateOf));
      return c.json(
        {
          ...page,
          counts,
          items: page.items.map(({ id, name, entries }) => group(id, name, entries, false)),
        },
        200,
      );
    })
    .openapi(one, async (c) => {
      const { id } = c.req.valid("param");
      const found = groupBy(board.entriesOf(word, id, now()), of).get(id);
      if (found) return c.json(group(id, found.name, found.entries, true), 200);
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
