import type { State } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { sourcesQuery } from "../api/queries.ts";
import { formatCount } from "../lib/format.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { STATE_LOOK, STATES_WORST_FIRST } from "../lib/status-look.ts";
import { CheckMenu } from "../ui/CheckMenu.tsx";
import { Mark } from "../ui/Mark.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import styles from "./ListFilters.module.css";

type Counts = Record<State, number> | undefined;

/** What lists of items and of groups are narrowed by alike: a text, states, sources. */
export function ListFilters({
  label,
  search: { q, state, source },
  counts,
  ask,
}: {
  /** Of the field for the text. */
  label: string;
  search: { q?: string; state?: State[]; source?: string[] };
  counts: Counts;
  /** Asks ahead for what a text will show. */
  ask: (text: string | undefined) => void;
}) {
  const patch = usePatchSearch();
  const sources = useQuery(sourcesQuery());
  return (
    <>
      <SearchField
        label={label}
        value={q ?? ""}
        onChange={(text) => {
          const asked = text === "" ? undefined : text;
          ask(asked);
          patch({ q: asked }, { replace: true });
        }}
      />
      <StateFilter chosen={state} counts={counts} />
      <CheckMenu
        label="Source"
        options={(sources.data ?? []).map(({ id, name }) => ({ id, label: name }))}
        chosen={source ?? []}
        onChange={(ids) => patch({ source: ids })}
      />
    </>
  );
}

/** States to press, worst first, each with how many there are under the other filters; those are not known at first. */
function StateFilter({ chosen, counts }: { chosen: readonly State[] | undefined; counts: Counts }) {
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
