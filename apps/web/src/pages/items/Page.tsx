import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { itemsQuery, sourcesQuery } from "../../api/queries.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { STATE_LOOK, STATES_WORST_FIRST, VENDOR_LABEL } from "../../lib/status-look.ts";
import { Grid } from "../../table/Grid.tsx";
import { ITEM_COLUMNS } from "../../table/item-columns.tsx";
import { ListFrame } from "../../table/ListFrame.tsx";
import { present, VENDOR_WORDS } from "../../table/session-search.ts";
import { useHeld } from "../../table/use-held.ts";
import { usePages } from "../../table/use-pages.ts";
import { CheckMenu } from "../../ui/CheckMenu.tsx";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { SearchField } from "../../ui/SearchField.tsx";

const BY_ID = ["client", "device", "policy"] as const;

/** Protected items, worst first: what the counts elsewhere lead to. */
export function Page() {
  const search = useSearch({ from: "/shell/items" });
  const { state, source, vendor, client, device, policy, q } = search;
  const patch = usePatchSearch();
  const sources = useQuery(sourcesQuery());
  const query = useInfiniteQuery(itemsQuery(present({ state, source, vendor, client, device, policy, q })));
  const { rows, onEnd, total, count } = usePages(query);
  const { shown, isHeld, hold } = useHeld(rows);
  return (
    <ListFrame
      title="Protected items"
      count={
        query.data === undefined
          ? ""
          : `${count} items${isHeld ? " · newer wait until the pointer leaves" : ""}`
      }
      filters={
        <>
          <SearchField
            label="Search names"
            value={search.q ?? ""}
            onChange={(q) => patch({ q: q === "" ? undefined : q }, { replace: true })}
          />
          {STATES_WORST_FIRST.map((state) => {
            const on = search.state?.includes(state) ?? false;
            return (
              <button
                key={state}
                type="button"
                className="button"
                aria-pressed={on}
                onClick={() =>
                  patch({
                    state: on
                      ? search.state?.filter((one) => one !== state)
                      : [...(search.state ?? []), state],
                  })
                }
              >
                {STATE_LOOK[state].label}
              </button>
            );
          })}
          <CheckMenu
            label="Source"
            options={(sources.data ?? []).map(({ id, name }) => ({ id, label: name }))}
            chosen={search.source ?? []}
            onChange={(source) => patch({ source })}
          />
          <CheckMenu
            label="Vendor"
            options={VENDOR_WORDS.map((id) => ({ id, label: VENDOR_LABEL[id] }))}
            chosen={search.vendor ?? []}
            onChange={(vendor) => patch({ vendor })}
          />
          {BY_ID.filter((name) => search[name] !== undefined).map((name) => (
            <button
              key={name}
              type="button"
              className="button"
              data-on="true"
              onClick={() => patch({ [name]: undefined })}
            >
              {name}: <bdi>{search[name]?.join(", ")}</bdi> <span aria-hidden="true">✕</span>
              <span className="sr">: take away</span>
            </button>
          ))}
        </>
      }
    >
      <QueryFrame query={query} what="the items" lines={14}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No item fits these filters">Take a filter away.</Empty>
          ) : (
            <div {...hold} className="fill">
              <Grid
                caption={`${count} protected items, worst first`}
                columns={ITEM_COLUMNS}
                rows={shown}
                rowKey={(item) => item.id}
                rowTone={(item) =>
                  item.state === "ok" || item.state === "retired" ? null : STATE_LOOK[item.state].tone
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
