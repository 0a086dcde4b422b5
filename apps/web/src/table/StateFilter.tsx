import type { State } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { type GroupKind, type ItemFilters, stateTotalsQuery } from "../api/queries.ts";
import { formatCount } from "../lib/format.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { useSettled } from "../lib/settled.ts";
import { STATE_LOOK, STATES_WORST_FIRST } from "../lib/status-look.ts";
import { Mark } from "../ui/Mark.tsx";

/** The rows themselves are asked for first. */
const PAUSE_MS = 250;

/** States to press, worst first, each with how many there are under the other filters. */
export function StateFilter({
  of,
  chosen,
  others,
}: {
  of: "protected-items" | GroupKind;
  chosen: readonly State[] | undefined;
  others: Omit<ItemFilters, "state" | "sort">;
}) {
  const patch = usePatchSearch();
  const settled = useSettled(JSON.stringify(others), PAUSE_MS);
  const { data } = useQuery(stateTotalsQuery(of, JSON.parse(settled), STATES_WORST_FIRST));
  return STATES_WORST_FIRST.map((state) => {
    const on = chosen?.includes(state) ?? false;
    const { label, shape, tone } = STATE_LOOK[state];
    const total = data?.get(state);
    return (
      <button
        key={state}
        type="button"
        className="button"
        aria-pressed={on}
        onClick={() =>
          patch({ state: on ? chosen?.filter((one) => one !== state) : [...(chosen ?? []), state] })
        }
      >
        <span data-tone={tone}>
          <Mark shape={shape} className="tone" />
        </span>{" "}
        {label} <span className="dim">{total === undefined ? "" : formatCount(total)}</span>
      </button>
    );
  });
}
