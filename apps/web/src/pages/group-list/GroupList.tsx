import type { Group } from "@lastgood/proxy/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type GroupKind, groupsQuery } from "../../api/queries.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Grid, type GridColumn } from "../../table/Grid.tsx";
import { ListFrame } from "../../table/ListFrame.tsx";
import { useHeld } from "../../table/use-held.ts";
import { usePages } from "../../table/use-pages.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { SearchField } from "../../ui/SearchField.tsx";

/** Devices, policies or clients, worst first, filtered by text. */
export function GroupList({
  kind,
  title,
  noun,
  q,
  columns,
}: {
  kind: GroupKind;
  title: string;
  /** One and many. */
  noun: readonly [string, string];
  q: string | undefined;
  columns: readonly GridColumn<Group>[];
}) {
  const patch = usePatchSearch();
  const query = useInfiniteQuery(groupsQuery(kind, { q }));
  const { rows, onEnd, total, count } = usePages(query);
  const { shown, isHeld, hold } = useHeld(rows);
  const word = total === 1 ? noun[0] : noun[1];
  return (
    <ListFrame
      title={title}
      count={
        query.data === undefined
          ? ""
          : `${count} ${word}${isHeld ? " · newer wait until the pointer leaves" : ""}`
      }
      filters={
        <SearchField
          label={`Search ${noun[1]}`}
          value={q ?? ""}
          onChange={(text) => patch({ q: text === "" ? undefined : text }, { replace: true })}
        />
      }
    >
      <QueryFrame query={query} what={`the ${noun[1]}`} lines={14}>
        {() =>
          rows.length === 0 ? (
            <Empty title={q === undefined ? `No ${noun[1]} yet` : `No ${noun[0]} has “${q}” in its name`}>
              {q === undefined ? "They appear as the sources are read." : undefined}
            </Empty>
          ) : (
            <div {...hold} className="fill">
              <Grid
                caption={`${count} ${word}, worst first`}
                columns={columns}
                rows={shown}
                rowKey={(group) => group.id}
                rowTone={({ state }) =>
                  state === "ok" || state === "retired" ? null : STATE_LOOK[state].tone
                }
                onEnd={onEnd}
                total={total}
              />
            </div>
          )
        }
      </QueryFrame>
    </ListFrame>
  );
}
