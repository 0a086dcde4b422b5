import { useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { sessionsCsvAddress } from "../api/queries.ts";
import { useClock } from "../lib/clock.tsx";
import { formatCount } from "../lib/format.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { Empty, QueryFrame } from "../ui/QueryFrame.tsx";
import { Grid } from "./Grid.tsx";
import { SessionFilterBar } from "./SessionFilterBar.tsx";
import styles from "./SessionGrid.module.css";
import { columnsOf, type SessionRow, sessionTone, USUAL_COLUMNS } from "./session-columns.tsx";
import { isFolded, type SessionSearch, toFilters } from "./session-search.ts";
import { useSessionRows } from "./use-session-rows.ts";

const NONE: readonly string[] = [];

/** The grid of sessions with its filters; `fixed` narrows it to the page's own device, policy or client. */
export function SessionGrid({
  search,
  fixed = {},
  usual = USUAL_COLUMNS,
}: {
  search: SessionSearch;
  fixed?: Partial<Pick<SessionSearch, "device" | "policy" | "client">>;
  usual?: readonly string[];
}) {
  const patch = usePatchSearch();
  const { session: current } = useSearch({ from: "/shell" });
  const narrowed = { ...search, ...fixed };
  const filters = toFilters(narrowed);
  const columns = columnsOf(
    search.cols === undefined ? usual : search.cols.split(","),
    useClock().zones !== null,
  );
  const setOpen = useCallback((open: string[]) => patch({ open }, { replace: true }), [patch]);
  const found = useSessionRows(filters, search.open ?? NONE, setOpen);
  const { query, rows } = found;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const sort = search.sort ?? "-at";
  const count = `${formatCount(found.total)}${found.totalIsAtLeast ? "+" : ""}`;
  const csv = useMemo(() => sessionsCsvAddress(filters), [filters]);

  return (
    <section className={styles.box} aria-label="Sessions">
      <SessionFilterBar
        search={search}
        fixed={fixed}
        folded={isFolded(narrowed)}
        columns={columns.map(({ id }) => id)}
        count={query.data === undefined ? "" : `${count} sessions`}
        csv={csv}
        rows={rows}
      />
      <div className={styles.body}>
        {found.waiting > 0 ? (
          <button type="button" className={`button ${styles.waiting}`} onClick={found.showWaiting}>
            {found.waiting} new {found.waiting === 1 ? "session" : "sessions"}
          </button>
        ) : null}
        <QueryFrame
          query={query.isFetchNextPageError ? { ...query, error: null } : query}
          what="the sessions"
          lines={14}
        >
          {() =>
            rows.length === 0 ? (
              <Empty title="No session fits these filters">Take a filter away, or widen the time.</Empty>
            ) : (
              <Grid<SessionRow>
                caption={`${count} sessions`}
                columns={columns}
                rows={rows}
                rowKey={(row) => row.key}
                rowTone={(row) => (row.session === null ? null : sessionTone(row.session))}
                isCurrent={(row) => row.session !== null && row.session.id === current}
                onRow={(row) => row.session !== null && patch({ session: row.session.id })}
                sort={sort}
                onSort={(next) => patch({ sort: next === "-at" ? undefined : next })}
                compact={search.density === "compact"}
                onEnd={onEnd}
                total={found.total}
                foot={
                  isFetchNextPageError ? (
                    <p className={styles.foot} role="alert">
                      Could not read further: {query.error?.message}{" "}
                      <button type="button" className="button" onClick={() => void fetchNextPage()}>
                        Try again
                      </button>
                    </p>
                  ) : null
                }
              />
            )
          }
        </QueryFrame>
      </div>
    </section>
  );
}
