import type { Group } from "@lastgood/proxy/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type GroupKind, groupsQuery } from "../../api/queries.ts";
import { useAskAhead } from "../../api/use-ask-ahead.ts";
import { stateTone } from "../../lib/status-look.ts";
import { Grid } from "../../table/Grid.tsx";
import { GridTools } from "../../table/GridTools.tsx";
import type { GridColumn } from "../../table/grid-column.ts";
import { ListFilters } from "../../table/ListFilters.tsx";
import { ListFrame } from "../../table/ListFrame.tsx";
import { present } from "../../table/session-search.ts";
import { useColumns } from "../../table/use-columns.ts";
import { useHeld } from "../../table/use-held.ts";
import { usePages } from "../../table/use-pages.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";

const keyOf = (group: Group) => group.id;

/** What is listed, in which words, and its columns. */
export interface GroupListOf {
  kind: GroupKind;
  title: string;
  /** One and many. */
  noun: readonly [string, string];
  columns: readonly GridColumn<Group>[];
  usual: readonly string[];
  card: GridColumn<Group>;
}

/** Devices, policies or clients, worst first, filtered by text, state and source. */
export function GroupList({ of }: { of: GroupListOf }) {
  const { kind, title, noun } = of;
  const search = useSearch({ from: `/shell/${kind}` });
  const { q, state, source, vendor, cols, density } = search;
  const filters = present({ q, source, vendor, state });
  const askAhead = useAskAhead();
  const query = useInfiniteQuery(groupsQuery(kind, filters));
  const { rows, onEnd, total, count } = usePages(query);
  const { shown, isHeld, hold } = useHeld(rows);
  const columns = useColumns(of.columns, of.usual, cols);
  const word = total === 1 ? noun[0] : noun[1];
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <ListFrame
      title={title}
      filters={
        <ListFilters
          label={`Search ${noun[1]}`}
          search={search}
          counts={query.data?.pages[0]?.counts}
          ask={(text) => void askAhead(groupsQuery(kind, present({ ...filters, q: text })))}
        />
      }
      tools={
        <GridTools
          count={
            query.data === undefined
              ? ""
              : `${count} ${word}${isHeld ? " · newer wait until the pointer leaves" : ""}`
          }
          columns={columns}
          compact={density === "compact"}
        />
      }
    >
      <QueryFrame query={query} what={`the ${noun[1]}`} lines={14}>
        {() =>
          rows.length === 0 ? (
            <Empty title={isFiltered ? `No ${noun[0]} fits these filters` : `No ${noun[1]} yet`}>
              {isFiltered ? "Take a filter away." : "They appear as the sources are read."}
            </Empty>
          ) : (
            <div {...hold} className="fill">
              <Grid
                caption={`${count} ${word}, worst first`}
                columns={columns}
                card={of.card}
                rows={shown}
                rowKey={keyOf}
                rowTone={stateTone}
                compact={density === "compact"}
                of={JSON.stringify(filters)}
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
