import type { Session } from "@lastgood/proxy/contract";
import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import {
  childrenQuery,
  runningQuery,
  type SessionFilters,
  sessionsHeadQuery,
  sessionsQuery,
} from "../api/queries.ts";
import { wordsUnder, worstFirst } from "./run-devices.tsx";
import type { SessionRow } from "./session-columns.tsx";
import { stillFits } from "./session-search.ts";

/** So many running sessions that the newest page does not hold are asked for one by one. */
const MOST_RUNNING = 40;

/**
 * Pages of sessions that stand still while they are read: what is new waits to be asked for, what changed (a run that
 * ended) is shown in its place, even where the filters would now leave it out.
 */
export function useSessionRows(
  filters: SessionFilters,
  open: readonly string[],
  setOpen: (ids: string[]) => void,
) {
  const client = useQueryClient();
  const list = sessionsQuery(filters);
  const query = useInfiniteQuery(list);
  const { data, isPlaceholderData } = query;
  const head = useQuery({ ...sessionsHeadQuery(filters), enabled: query.isSuccess && !isPlaceholderData });
  const children = useQueries({ queries: open.map((id) => childrenQuery(id)), combine: answersOf });

  const loaded = useMemo(() => (data?.pages ?? []).flatMap((page) => page.items), [data]);
  const inHead = useMemo(() => new Map((head.data?.items ?? []).map((one) => [one.id, one])), [head.data]);
  const running = useMemo(
    () =>
      head.data === undefined
        ? []
        : loaded.filter(({ id, status }) => status === "running" && !inHead.has(id)).slice(0, MOST_RUNNING),
    [loaded, inHead, head.data],
  );
  const again = useQueries({ queries: running.map(({ id }) => runningQuery(id)), combine: answersOf });
  const now = useMemo(
    () =>
      new Map([
        ...inHead,
        ...again.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])),
      ]),
    [inHead, again],
  );

  const newestFirst = filters.sort === undefined || filters.sort === "-at";
  const waiting = useMemo(() => {
    if (head.data === undefined || isPlaceholderData) return 0;
    if (!newestFirst) return Math.max(0, head.data.total - (data?.pages[0]?.total ?? 0));
    const known = new Set(loaded.map((one) => one.id));
    return head.data.items.filter((one) => !known.has(one.id)).length;
  }, [head.data, loaded, newestFirst, data, isPlaceholderData]);

  const rows = useMemo(() => {
    const rowOf = (session: Session, depth: 0 | 1): SessionRow => {
      const shown = now.get(session.id) ?? session;
      const isOpen = open.includes(session.id);
      const toggle = () => setOpen(isOpen ? open.filter((id) => id !== session.id) : [...open, session.id]);
      return {
        key: depth === 0 ? session.id : `${session.parentId} ${session.id}`,
        session: shown,
        depth,
        fold: mayHaveChildren(session) && depth === 0 ? { open: isOpen, toggle } : null,
        isPast: depth === 0 && !stillFits(shown, filters),
      };
    };
    return loaded.flatMap((session): SessionRow[] => {
      const row = rowOf(session, 0);
      const at = row.session !== null && row.fold?.open === true ? open.indexOf(session.id) : -1;
      const answer = children[at];
      if (answer === undefined) return [row];
      const devices = worstFirst(answer.data?.items ?? []).map((child) => rowOf(child, 1));
      const words = wordsUnder(session, answer);
      return [
        row,
        ...devices,
        ...(words === null ? [] : [{ key: `${session.id} words`, session: null, words }]),
      ];
    });
  }, [loaded, now, open, setOpen, children, filters]);
  const past = useMemo(() => rows.filter((row) => row.session !== null && row.isPast).length, [rows]);

  const readAnew = useCallback(() => {
    if (head.data === undefined) return;
    client.setQueryData(list.queryKey, { pages: [head.data], pageParams: [undefined] });
  }, [client, head.data, list.queryKey]);

  const first = data?.pages[0];
  return {
    query,
    rows,
    total: first?.total ?? 0,
    totalIsAtLeast: first?.totalIsAtLeast ?? false,
    waiting,
    past,
    readAnew,
  };
}

/** Only a policy's own run can have devices' runs under it. */
function mayHaveChildren(session: Session): boolean {
  return session.parentId === null && session.device === null && session.policy !== null;
}

interface Answer<T> {
  data: T | undefined;
  error: Error | null;
}

function answersOf<T>(results: readonly Answer<T>[]): Answer<T>[] {
  return results.map(({ data, error }) => ({ data, error }));
}
