import type {
  About,
  Days,
  Figures,
  Group,
  List,
  Metric,
  Overview,
  ProtectedItem,
  Reject,
  Series,
  Session,
  SessionDetail,
  Source,
  StatedList,
} from "@lastgood/proxy/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { addressOf, getJson, type Params } from "./client.ts";

/** Filters of sessions, as the server names them; lists of ids are repeated. */
export interface SessionFilters {
  source?: string[] | undefined;
  vendor?: string[] | undefined;
  client?: string[] | undefined;
  site?: string[] | undefined;
  device?: string[] | undefined;
  policy?: string[] | undefined;
  workload?: string[] | undefined;
  kind?: string[] | undefined;
  status?: string[] | undefined;
  flag?: string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  parent?: string | undefined;
  sort?: string | undefined;
}

export interface ItemFilters {
  state?: string[] | undefined;
  source?: string[] | undefined;
  vendor?: string[] | undefined;
  client?: string[] | undefined;
  device?: string[] | undefined;
  policy?: string[] | undefined;
  q?: string | undefined;
  sort?: string | undefined;
}

const PAGE = 200;
/** How often what no event tells of is read anew, milliseconds. */
export const MINUTE = 60_000;

function asParams(filters: SessionFilters | ItemFilters): Params {
  return { ...filters };
}

export const aboutQuery = () =>
  queryOptions({ queryKey: ["about"], queryFn: ({ signal }) => getJson<About>("/api/about", {}, signal) });

/** Whole, or of some clients or sources only. */
export const overviewQuery = (filters: Pick<ItemFilters, "client" | "source"> = {}) =>
  queryOptions({
    queryKey: ["overview", filters],
    queryFn: ({ signal }) => getJson<Overview>("/api/overview", { ...filters }, signal),
    // Time alone makes an item overdue or unknown: no event tells of that.
    refetchInterval: MINUTE,
  });

export const itemsQuery = (filters: ItemFilters) =>
  infiniteQueryOptions({
    queryKey: ["items", filters],
    refetchInterval: MINUTE,
    queryFn: ({ signal, pageParam }) =>
      getJson<StatedList<ProtectedItem>>(
        "/api/protected-items",
        { ...asParams(filters), limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const sessionsQuery = (filters: SessionFilters) =>
  infiniteQueryOptions({
    queryKey: ["sessions", filters],
    queryFn: ({ signal, pageParam }) =>
      getJson<List<Session>>(
        "/api/sessions",
        { ...asParams(filters), limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // What is read does not move: the grid asks for its head beside this and offers what is new.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchOnMount: "always",
  });

/** The newest page of the same filters: tells what has come since, and what has changed, without moving a row. */
export const sessionsHeadQuery = (filters: SessionFilters) =>
  queryOptions({
    queryKey: ["sessions-head", filters],
    queryFn: ({ signal }) =>
      getJson<List<Session>>("/api/sessions", { ...asParams(filters), limit: PAGE }, signal),
  });

/** A session that still ran when it was last read: asked for again and again until it has ended. */
export const runningQuery = (id: string) =>
  queryOptions({
    queryKey: ["running", id],
    queryFn: ({ signal }) => getJson<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.status === "running" ? MINUTE / 2 : false),
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ["session", id],
    queryFn: ({ signal }) => getJson<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`, {}, signal),
  });

export type GroupKind = "devices" | "policies" | "clients";

export interface GroupFilters {
  state?: string[] | undefined;
  source?: string[] | undefined;
  vendor?: string[] | undefined;
  q?: string | undefined;
  limit?: number;
}

export const groupsQuery = (kind: GroupKind, filters: GroupFilters) =>
  infiniteQueryOptions({
    queryKey: ["groups", kind, filters],
    refetchInterval: MINUTE,
    queryFn: ({ signal, pageParam }) =>
      getJson<StatedList<Group>>(
        `/api/${kind}`,
        { ...filters, limit: filters.limit ?? PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const groupQuery = (kind: GroupKind, id: string) =>
  queryOptions({
    queryKey: ["group", kind, id],
    refetchInterval: MINUTE,
    queryFn: ({ signal }) => getJson<Group>(`/api/${kind}/${encodeURIComponent(id)}`, {}, signal),
  });

export const seriesQuery = (
  of: { device?: string; policy?: string },
  metric: Metric,
  from: string,
  to?: string,
  /** More points a line than usual are left before it is thinned. */
  points?: number,
) =>
  queryOptions({
    queryKey: ["series", of, metric, from, to, points],
    queryFn: ({ signal }) => getJson<Series>("/api/series", { ...of, metric, from, to, points }, signal),
    placeholderData: keepPreviousData,
  });

/** An item's sessions summed up by UTC day, those included that are kept no longer. */
export const figuresQuery = (item: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["figures", item, from, to],
    queryFn: ({ signal }) => getJson<Figures>("/api/figures", { item, from, to }, signal),
  });

export interface DaysFilters {
  by: "client" | "device" | "policy" | "item" | "all";
  device?: string;
  policy?: string;
  client?: string;
  /** Preset: the last 30 days. */
  from?: string;
  to?: string | undefined;
}

export const daysQuery = (filters: DaysFilters) =>
  queryOptions({
    queryKey: ["days", filters],
    // Time alone makes a night a missed one: no event tells of that.
    refetchInterval: MINUTE,
    queryFn: ({ signal }) => getJson<Days>("/api/days", { ...filters }, signal),
  });

export const sourcesQuery = () =>
  queryOptions({
    queryKey: ["sources"],
    refetchInterval: MINUTE,
    queryFn: async ({ signal }) => {
      const answer = await getJson<List<Source> | Source[]>("/api/sources", {}, signal);
      return Array.isArray(answer) ? answer : answer.items;
    },
  });

export const rejectsQuery = (sourceId: string) =>
  infiniteQueryOptions({
    queryKey: ["rejects", sourceId],
    queryFn: ({ signal, pageParam }) =>
      getJson<List<Reject>>(
        `/api/sources/${encodeURIComponent(sourceId)}/rejects`,
        { limit: 50, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The address of exactly the filtered set as CSV, for a plain link. */
export function sessionsCsvAddress(filters: SessionFilters): string {
  return addressOf("/api/sessions.csv", asParams(filters));
}
