import type { Group, List, ProtectedItem, Session, SessionDetail } from "@lastgood/proxy/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson, type Params } from "./client.ts";
import { type GroupKind, type ItemFilters, MINUTE } from "./queries.ts";

// Questions that one answer of the server does not hold: each is put together of several.

/** The most that one answer holds. */
const MOST = 500;

export interface WallItems {
  /** Worst first, at most 500 of which nothing is known and 500 others. */
  items: ProtectedItem[];
  /** How many there are in all. */
  total: number;
}

/** Every problem of some clients or sources. Two lists, so that a dark source with many items leaves room for others. */
export const wallItemsQuery = (filters: Pick<ItemFilters, "client" | "source">) =>
  queryOptions({
    queryKey: ["items", "wall", filters],
    queryFn: async ({ signal }): Promise<WallItems> => {
      const ask = (state: readonly string[]) =>
        getJson<List<ProtectedItem>>("/api/protected-items", { ...filters, state, limit: MOST }, signal);
      const [known, unknown] = await Promise.all([
        ask(["failed", "overdue", "never", "warning"]),
        ask(["unknown"]),
      ]);
      const worse = known.items.filter(({ state }) => state === "failed" || state === "overdue");
      return {
        items: [...worse, ...unknown.items, ...known.items.slice(worse.length)],
        total: known.total + unknown.total,
      };
    },
    refetchInterval: MINUTE,
  });

/** Sessions under a policy's run. Where they are more than one answer holds, those in trouble are all sought first. */
export const childrenQuery = (parentId: string) =>
  queryOptions({
    queryKey: ["children", parentId],
    queryFn: async ({ signal }): Promise<List<Session>> => {
      const ask = (filters: Params) =>
        getJson<List<Session>>("/api/sessions", { parent: parentId, limit: MOST, ...filters }, signal);
      const all = await ask({});
      if (all.nextCursor === null) return all;
      const status = ["failed", "interrupted", "canceled", "not-started", "unknown", "warning"];
      const troubled = await ask({ status });
      const ids = new Set(troubled.items.map(({ id }) => id));
      const others = all.items.filter(({ id }) => !ids.has(id));
      return { ...all, items: [...troubled.items, ...others].slice(0, MOST) };
    },
  });

/** What ran just before and just after a session of the same item. */
export interface Neighbours {
  previous: Session | null;
  next: Session | null;
}

export const neighboursQuery = (session: Pick<SessionDetail, "id" | "itemId" | "at">) =>
  queryOptions({
    queryKey: ["neighbours", session.id, session.itemId, session.at],
    queryFn: async ({ signal }): Promise<Neighbours> => {
      const { itemId, at } = session;
      if (itemId === null || at === null) return { previous: null, next: null };
      const ask = async (filters: Params) => {
        const list = await getJson<List<Session>>(
          "/api/sessions",
          { item: itemId, limit: 2, ...filters },
          signal,
        );
        return list.items.find(({ id }) => id !== session.id) ?? null;
      };
      // The end of a span is not part of it, its beginning is.
      const [previous, next] = await Promise.all([
        ask({ to: at, sort: "-at" }),
        ask({ from: at, sort: "at" }),
      ]);
      return { previous, next };
    },
  });

/** The first few devices, policies and clients with this text in their name, the worst of each first. */
export const findQuery = (q: string) =>
  queryOptions({
    queryKey: ["groups", "find", q],
    queryFn: async ({ signal }) => {
      const kinds: readonly GroupKind[] = ["devices", "policies", "clients"];
      const lists = await Promise.all(
        kinds.map((kind) => getJson<List<Group>>(`/api/${kind}`, { q, limit: 5 }, signal)),
      );
      return lists.flatMap((list, index) =>
        list.items.map((group) => ({ kind: kinds[index] ?? "devices", group })),
      );
    },
    placeholderData: keepPreviousData,
  });
