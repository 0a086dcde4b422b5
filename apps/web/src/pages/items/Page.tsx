import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { itemsQuery } from "../../api/queries.ts";
import { useAskAhead } from "../../api/use-ask-ahead.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { stateTone, VENDOR_LABEL } from "../../lib/status-look.ts";
import { FilterChips } from "../../table/FilterChips.tsx";
import { Grid } from "../../table/Grid.tsx";
import { GridTools } from "../../table/GridTools.tsx";
import { ITEM_CARD, ITEM_COLUMNS, USUAL_ITEM_COLUMNS } from "../../table/item-columns.tsx";
import { ITEM_ORDERS } from "../../table/item-sorts.ts";
import { ListFilters } from "../../table/ListFilters.tsx";
import { ListFrame } from "../../table/ListFrame.tsx";
import { groupChipsOf } from "../../table/session-chips.tsx";
import { present, VENDOR_WORDS } from "../../table/session-search.ts";
import { useColumns } from "../../table/use-columns.ts";
import { useHeld } from "../../table/use-held.ts";
import { usePages } from "../../table/use-pages.ts";
import { CheckMenu } from "../../ui/CheckMenu.tsx";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";

const keyOf = (item: { id: string }) => item.id;
const NO_FILTERS = {
  state: undefined,
  source: undefined,
  vendor: undefined,
  client: undefined,
  device: undefined,
  policy: undefined,
  q: undefined,
};

/** Protected items, worst first unless asked otherwise: what the counts elsewhere lead to. */
export function Page() {
  const search = useSearch({ from: "/shell/items" });
  const { state, source, vendor, client, device, policy, q, density } = search;
  const sort = search.sort ?? "state";
  const patch = usePatchSearch();
  const filters = present({ source, vendor, client, device, policy, q, state, sort: search.sort });
  const askAhead = useAskAhead();
  const query = useInfiniteQuery(itemsQuery(filters));
  const { rows, onEnd, total, count } = usePages(query);
  const { shown, isHeld, hold } = useHeld(rows);
  const columns = useColumns(ITEM_COLUMNS, USUAL_ITEM_COLUMNS, search.cols);
  const onSort = (next: string) => patch({ sort: next === "state" ? undefined : next });
  return (
    <ListFrame
      title="Protected items"
      filters={
        <>
          <ListFilters
            label="Search names"
            search={search}
            counts={query.data?.pages[0]?.counts}
            ask={(text) => void askAhead(itemsQuery(present({ ...filters, q: text })))}
          />
          <CheckMenu
            label="Vendor"
            options={VENDOR_WORDS.map((id) => ({ id, label: VENDOR_LABEL[id] }))}
            chosen={vendor ?? []}
            onChange={(words) => patch({ vendor: words })}
          />
          <FilterChips chips={groupChipsOf(search)} clear={NO_FILTERS} />
        </>
      }
      tools={
        <GridTools
          count={
            query.data === undefined
              ? ""
              : `${count} items${isHeld ? " · newer wait until the pointer leaves" : ""}`
          }
          columns={columns}
          compact={density === "compact"}
          sort={sort}
          orders={ITEM_ORDERS}
          onSort={onSort}
        />
      }
    >
      <QueryFrame query={query} what="the items" lines={14}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No item fits these filters">Take a filter away.</Empty>
          ) : (
            <div {...hold} className="fill">
              <Grid
                caption={
                  sort === "state" ? `${count} protected items, worst first` : `${count} protected items`
                }
                columns={columns}
                card={ITEM_CARD}
                rows={shown}
                rowKey={keyOf}
                rowTone={stateTone}
                sort={sort}
                onSort={onSort}
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
