import type { State } from "@lastgood/proxy/contract";
import { formatCount } from "../lib/format.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { STATE_LOOK, STATES_WORST_FIRST } from "../lib/status-look.ts";
import { Mark } from "../ui/Mark.tsx";
import styles from "./StateFilter.module.css";

/** States to press, worst first, each with how many there are under the other filters; those are not known at first. */
export function StateFilter({
  chosen,
  counts,
}: {
  chosen: readonly State[] | undefined;
  counts: Record<State, number> | undefined;
}) {
  const patch = usePatchSearch();
  return STATES_WORST_FIRST.map((state) => {
    const on = chosen?.includes(state) ?? false;
    const { label, shape, tone } = STATE_LOOK[state];
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
        {label}{" "}
        <span className={`dim ${styles.count}`}>
          {counts === undefined ? "" : formatCount(counts[state])}
        </span>
      </button>
    );
  });
}
