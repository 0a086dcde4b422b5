import { useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { sessionsCsvAddress } from "../api/queries.ts";
import { useClock } from "../lib/clock.tsx";
import { formatCount } from "../lib/format.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { Empty, QueryFrame } from "../ui/QueryFrame.tsx";
import { Grid } from "./Grid.tsx";
import { GridTools } from "./GridTools.tsx";
import { SessionFilterBar } from "./SessionFilterBar.tsx";
import styles from "./SessionGrid.module.css";
import {
  SESSION_CARD,
  type SessionRow,
  sessionColumns,
  sessionTone,
  USUAL_COLUMNS,
} from "./session-columns.tsx";
import { isFolded, type SessionSearch, toFilters } from "./session-search.ts";
import { useColumns } from "./use-columns.ts";
import { useSessionRows } from "./use-session-rows.ts";

const NONE: readonly string[] = [];
const keyOf = (row: SessionRow) => row.key;
const toneOf = (row: SessionRow) => (row.session === null ? null : sessionTone(row.session));
const foldOf = (row: SessionRow) => (row.session === null ? null : row.fold);

const ORDERS = [
  { sort: "-at", label: "Newest first" },
  { sort: "at", label: "Oldest first" },
  { sort: "-durationMs", label: "Longest first" },
  { sort: "-transferredBytes", label: "Most transferred first" },
  { sort: "-errorCount", label: "Most errors first" },
];

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
  const of = JSON.stringify(toFilters(narrowed));
  const filters = useMemo((): ReturnType<typeof toFilters> => JSON.parse(of), [of]);
  const columns = useColumns(sessionColumns(useClock().zones !== null), usual, search.cols);
  const setOpen = useCallback((open: string[]) => patch({ open }, { replace: true }), [patch]);
  const found = useSessionRows(filters, search.open ?? NONE, setOpen);
  const { query, rows } = found;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const isCurrent = useCallback(
    (row: SessionRow) => row.session !== null && row.session.id === current,
    [current],
  );
  const onRow = useCallback(
    ({ session }: SessionRow) => session !== null && patch({ session: session.id }),
    [patch],
  );
  const sort = search.sort ?? "-at";
  const onSort = (next: string) => patch({ sort: next === "-at" ? undefined : next });
  const count = `${formatCount(found.total)}${found.totalIsAtLeast ? "+" : ""}`;
  const csv = useMemo(() => sessionsCsvAddress(filters), [filters]);
  const folded = isFolded(narrowed);
  const { waiting, past } = found;

  return (
    <section className={styles.box} aria-label="Sessions">
      <SessionFilterBar
        search={search}
        fixed={fixed}
        tools={
          <GridTools
            count={query.data === undefined ? "" : `${count} sessions`}
            columns={columns}
            compact={search.density === "compact"}
            sort={sort}
            orders={ORDERS}
            onSort={onSort}
          >
            <button
              type="button"
              className="button"
              aria-pressed={folded}
              title="Devices' runs folded into their policy's run"
              onClick={() => patch({ rows: folded ? "all" : "runs" })}
            >
              Group by run
            </button>
            <a className="button" href={csv} download="lastgood-sessions.csv">
              CSV
            </a>
          </GridTools>
        }
      />
      <div className={styles.body}>
        {waiting + past > 0 ? (
          <button type="button" className={`button ${styles.waiting}`} onClick={found.readAnew}>
            {[
              waiting > 0 ? `${formatCount(waiting)} new ${waiting === 1 ? "session" : "sessions"}` : "",
              past > 0 ? `${formatCount(past)} no longer ${past === 1 ? "fits" : "fit"}` : "",
            ]
              .filter(Boolean)
              .join(" · ")}
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
                card={SESSION_CARD}
                rows={rows}
                rowKey={keyOf}
                rowTone={toneOf}
                foldOf={foldOf}
                isCurrent={isCurrent}
                onRow={onRow}
                sort={sort}
                onSort={onSort}
                compact={search.density === "compact"}
                of={of}
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
