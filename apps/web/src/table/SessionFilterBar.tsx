import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { sessionsQuery, sourcesQuery } from "../api/queries.ts";
import { useAskAhead } from "../api/use-ask-ahead.ts";
import { useClock } from "../lib/clock.tsx";
import { usePatchSearch } from "../lib/patch-search.ts";
import { FLAG_LABEL, KIND_LABEL, STATUS_LOOK, VENDOR_LABEL } from "../lib/status-look.ts";
import { CheckMenu } from "../ui/CheckMenu.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import { FilterChips } from "./FilterChips.tsx";
import { GroupFilter } from "./GroupFilter.tsx";
import styles from "./SessionGrid.module.css";
import { chipsOf } from "./session-chips.tsx";
import {
  FLAG_WORDS,
  KIND_WORDS,
  NO_FILTERS,
  present,
  type SessionSearch,
  STATUS_WORDS,
  toFilters,
  VENDOR_WORDS,
} from "./session-search.ts";
import { TimeFilter } from "./TimeFilter.tsx";

const QUICK: readonly { label: string; patch: Pick<SessionSearch, "status" | "flag"> }[] = [
  { label: "Failed", patch: { status: ["failed", "interrupted", "canceled", "not-started"] } },
  { label: "Warning", patch: { status: ["warning"] } },
  { label: "Flagged", patch: { flag: FLAG_WORDS } },
  { label: "Unknown", patch: { status: ["unknown"] } },
  { label: "Running", patch: { status: ["running"] } },
];

const HOUR = 3_600_000;
const SINCE = [
  { label: "24 h", ms: 24 * HOUR },
  { label: "7 d", ms: 7 * 24 * HOUR },
  { label: "30 d", ms: 30 * 24 * HOUR },
] as const;

/** Every filter of the grid as something to press, and those that are on as something to take away. */
export function SessionFilterBar({
  search,
  fixed,
  tools,
}: {
  search: SessionSearch;
  /** The page's own filter: it is neither offered nor taken away. */
  fixed: Partial<SessionSearch>;
  /** What else there is to do with the rows. */
  tools: ReactNode;
}) {
  const patch = usePatchSearch();
  const askAhead = useAskAhead();
  const clock = useClock();
  const sources = useQuery(sourcesQuery());
  const [more, setMore] = useState(false);
  return (
    <div className={styles.bar} role="group" aria-label="Filters" data-more={more}>
      <SearchField
        label="Search names and messages"
        value={search.q ?? ""}
        onChange={(text) => {
          const q = text === "" ? undefined : text;
          void askAhead(sessionsQuery(toFilters(present({ ...search, ...fixed, q }))));
          patch({ q }, { replace: true });
        }}
      />
      {QUICK.map(({ label, patch: quick }) => {
        const on = Object.entries(quick).every(
          ([name, words]) => String(search[name as "status" | "flag"] ?? "") === String(inOrder(name, words)),
        );
        const off = Object.fromEntries(Object.keys(quick).map((name) => [name, undefined]));
        return (
          <button
            key={label}
            type="button"
            className="button"
            aria-pressed={on}
            onClick={() => patch(on ? off : { status: undefined, flag: undefined, ...quick })}
          >
            {label}
          </button>
        );
      })}
      <button
        type="button"
        className={`button ${styles.narrow}`}
        aria-expanded={more}
        onClick={() => setMore(!more)}
      >
        {more ? "Fewer filters" : "More filters"}
      </button>
      {tools}
      <span className={styles.line}>
        <span className={styles.more}>
          <CheckMenu
            label="Status"
            options={STATUS_WORDS.map((id) => ({ id, label: STATUS_LOOK[id].label }))}
            chosen={search.status ?? []}
            onChange={(status) => patch({ status })}
          />
          <CheckMenu
            label="Flag"
            options={FLAG_WORDS.map((id) => ({ id, label: FLAG_LABEL[id] }))}
            chosen={search.flag ?? []}
            onChange={(flag) => patch({ flag })}
          />
          <CheckMenu
            label="Kind"
            options={KIND_WORDS.map((id) => ({ id, label: KIND_LABEL[id] }))}
            chosen={search.kind ?? []}
            onChange={(kind) => patch({ kind })}
          />
          <CheckMenu
            label="Vendor"
            options={VENDOR_WORDS.map((id) => ({ id, label: VENDOR_LABEL[id] }))}
            chosen={search.vendor ?? []}
            onChange={(vendor) => patch({ vendor })}
          />
          <CheckMenu
            label="Source"
            options={(sources.data ?? []).map(({ id, name }) => ({ id, label: name }))}
            chosen={search.source ?? []}
            onChange={(source) => patch({ source })}
          />
          {Object.hasOwn(fixed, "client") ? null : (
            <GroupFilter
              kind="clients"
              label="Client"
              chosen={search.client ?? []}
              onChange={(client) => patch({ client })}
            />
          )}
          {Object.hasOwn(fixed, "device") ? null : (
            <GroupFilter
              kind="devices"
              label="Device"
              chosen={search.device ?? []}
              onChange={(device) => patch({ device })}
            />
          )}
          {Object.hasOwn(fixed, "policy") ? null : (
            <GroupFilter
              kind="policies"
              label="Policy"
              chosen={search.policy ?? []}
              onChange={(policy) => patch({ policy })}
            />
          )}
          {SINCE.map(({ label, ms }) => {
            const from = new Date(Math.floor((clock.now - ms) / HOUR) * HOUR).toISOString();
            const on = search.from === from && search.to === undefined;
            return (
              <button
                key={label}
                type="button"
                className="button"
                aria-pressed={on}
                onClick={() => patch({ from: on ? undefined : from, to: undefined })}
              >
                {label}
              </button>
            );
          })}
          <TimeFilter from={search.from} to={search.to} onChange={patch} />
        </span>
        <FilterChips chips={chipsOf(search, fixed, clock)} clear={NO_FILTERS} />
      </span>
    </div>
  );
}

/** Words as the address gives them back: in the vocabulary's order. */
function inOrder(name: string, words: readonly string[] | undefined): readonly string[] {
  const all: readonly string[] = name === "flag" ? FLAG_WORDS : STATUS_WORDS;
  return all.filter((word) => words?.includes(word));
}
