import type { List, Session } from "@lastgood/proxy/contract";
import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { childrenQuery } from "../api/joined-queries.ts";
import { runningQuery, type SessionFilters, sessionsHeadQuery, sessionsQuery } from "../api/queries.ts";
import { useSettled } from "../lib/settled.ts";
import { wordsUnder, worstFirst } from "./run-devices.tsx";
import type { SessionRow } from "./session-columns.tsx";
import { stillFits } from "./session-search.ts";

type Page = List<Session>;
const NO_PAGES: Page[] = [];

/** After its first page the newest one is asked for again: what came meanwhile is told of by nothing else. */
const HEAD_AFTER_MS = 500;
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
  const isRead = query.isSuccess && !isPlaceholderData;
  // Not while somebody types: the rows that each letter finds are drawn first.
  const isSettled = useSettled(isRead ? filters : null, HEAD_AFTER_MS) === filters;
  const head = useQuery({ ...sessionsHeadQuery(filters), enabled: isRead && isSettled });
  const children = useQueries({ queries: open.map((id) => childrenQuery(id)), combine: answersOf });

  const pages = data?.pages ?? NO_PAGES;
  // What the rows were asked for by: until others come they stand as they are.
  const [asked, setAsked] = useState(filters);
  if (!isPlaceholderData && asked !== filters) setAsked(filters);
  const inHead = useMemo(() => new Map((head.data?.items ?? []).map((one) => [one.id, one])), [head.data]);
  const running = useMemo(
    () =>
      head.data === undefined
        ? []
        : pages
            .flatMap((page) => factsOf(page).running)
            .filter(({ id }) => !inHead.has(id))
            .slice(0, MOST_RUNNING),
    [pages, inHead, head.data],
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
    if (!newestFirst) return Math.max(0, head.data.total - (pages[0]?.total ?? 0));
    return head.data.items.filter(({ id }) => !pages.some((page) => factsOf(page).ids.has(id))).length;
  }, [head.data, pages, newestFirst, isPlaceholderData]);

  // A page's rows are made once, and anew only for what changed in them: a hundred thousand take their time.
  const plainRows = useMemo(() => {
    const toggle = (id: string) =>
      setOpen(open.includes(id) ? open.filter((one) => one !== id) : [...open, id]);
    const made = new WeakMap<Page, SessionRow[]>();
    const rowOf = (session: Session, depth: 0 | 1, isOpen: boolean): SessionRow => ({
      key: depth === 0 ? session.id : `${session.parentId} ${session.id}`,
      session,
      depth,
      fold:
        mayHaveChildren(session) && depth === 0 ? { open: isOpen, toggle: () => toggle(session.id) } : null,
      isPast: depth === 0 && !stillFits(session, asked),
    });
    const rowsOf = (page: Page) => {
      const rows = made.get(page) ?? page.items.map((session) => rowOf(session, 0, false));
      made.set(page, rows);
      return rows;
    };
    return { rowOf, rowsOf };
  }, [asked, open, setOpen]);
  const rows = useMemo(() => {
    const { rowOf, rowsOf } = plainRows;
    const opened = new Set(open);
    const isPlain = ({ id }: Session) => !now.has(id) && !opened.has(id);
    const folded = (session: Session, row: SessionRow): SessionRow[] => {
      if (isPlain(session)) return [row];
      const shown = now.get(session.id) ?? session;
      const own = rowOf(shown, 0, opened.has(session.id));
      const answer =
        own.session !== null && own.fold?.open === true ? children[open.indexOf(session.id)] : undefined;
      if (answer === undefined) return [own];
      const devices = worstFirst(answer.data?.items ?? []).map((child) =>
        rowOf(now.get(child.id) ?? child, 1, false),
      );
      const words = wordsUnder(shown, answer);
      return [
        own,
        ...devices,
        ...(words === null ? [] : [{ key: `${session.id} words`, session: null, words }]),
      ];
    };
    return pages.flatMap((page) => {
      const plain = rowsOf(page);
      if (page.items.every(isPlain)) return plain;
      return page.items.flatMap((session, i) => folded(session, plain[i] as SessionRow));
    });
  }, [pages, plainRows, now, open, children]);
  const past = useMemo(
    () =>
      running.filter(({ id }) => {
        const shown = now.get(id);
        return shown !== undefined && !stillFits(shown, asked);
      }).length,
    [running, now, asked],
  );

  const readAnew = useCallback(() => {
    if (head.data === undefined) return;
    client.setQueryData(list.queryKey, { pages: [head.data], pageParams: [undefined] });
  }, [client, head.data, list.queryKey]);

  const [first] = pages;
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

/** What is asked of a page again and again. */
interface PageFacts {
  ids: ReadonlySet<string>;
  running: readonly Session[];
}

const facts = new WeakMap<Page, PageFacts>();

function factsOf(page: Page): PageFacts {
  const known = facts.get(page) ?? {
    ids: new Set(page.items.map(({ id }) => id)),
    running: page.items.filter(({ status }) => status === "running"),
  };
  facts.set(page, known);
  return known;
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
