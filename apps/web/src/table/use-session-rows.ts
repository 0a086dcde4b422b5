import type { Session } from "@lastgood/proxy/contract";
import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { childrenQuery, type SessionFilters, sessionsHeadQuery, sessionsQuery } from "../api/queries.ts";
import type { SessionRow } from "./session-columns.tsx";

/**
 * Pages of sessions that stand still while they are read: what is new waits to be asked for, what changed (a run that
 * ended) is shown in its place.
 */
export function useSessionRows(
  filters: SessionFilters,
  open: readonly string[],
  setOpen: (ids: string[]) => void,
) {
  const client = useQueryClient();
  const list = sessionsQuery(filters);
  const query = useInfiniteQuery(list);
  const head = useQuery({
    ...sessionsHeadQuery(filters),
    enabled: query.isSuccess && !query.isPlaceholderData,
  });
  const children = useQueries({ queries: open.map((id) => childrenQuery(id)) });

  const loaded = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.items), [query.data]);
  const now = useMemo(() => new Map((head.data?.items ?? []).map((one) => [one.id, one])), [head.data]);
  const newestFirst = filters.sort === undefined || filters.sort === "-at";
  const waiting = useMemo(() => {
    if (head.data === undefined || query.isPlaceholderData) return 0;
    if (!newestFirst) return Math.max(0, head.data.total - (query.data?.pages[0]?.total ?? 0));
    const known = new Set(loaded.map((one) => one.id));
    return head.data.items.filter((one) => !known.has(one.id)).length;
  }, [head.data, loaded, newestFirst, query.data, query.isPlaceholderData]);

  const showWaiting = useCallback(() => {
    if (head.data === undefined) return;
    client.setQueryData(list.queryKey, { pages: [head.data], pageParams: [undefined] });
  }, [client, head.data, list.queryKey]);

  const rows: SessionRow[] = [];
  const rowOf = (session: Session, depth: 0 | 1): SessionRow => {
    const shown = now.get(session.id) ?? session;
    const isOpen = mayHaveChildren(session) && depth === 0 ? open.includes(session.id) : null;
    return {
      key: depth === 0 ? session.id : `${session.parentId} ${session.id}`,
      session: shown,
      depth,
      open: isOpen,
      toggle: () => setOpen(isOpen ? open.filter((id) => id !== session.id) : [...open, session.id]),
    };
  };
  for (const session of loaded) {
    const row = rowOf(session, 0);
    rows.push(row);
    if (row.session === null || row.open !== true) continue;
    const answer = children[open.indexOf(session.id)];
    if (answer?.data === undefined || answer.data.items.length === 0) {
      const words = answer?.error
        ? `not read: ${answer.error.message}`
        : answer?.data === undefined
          ? "reading…"
          : "no devices told";
      rows.push({ key: `${session.id} words`, session: null, words });
      continue;
    }
    rows.push(...answer.data.items.map((child) => rowOf(child, 1)));
  }
  const first = query.data?.pages[0];
  return {
    query,
    rows,
    total: first?.total ?? 0,
    totalIsAtLeast: first?.totalIsAtLeast ?? false,
    waiting,
    showWaiting,
  };
}

/** Only a policy's own run can have devices' runs under it. */
function mayHaveChildren(session: Session): boolean {
  return session.parentId === null && session.device === null && session.policy !== null;
}
