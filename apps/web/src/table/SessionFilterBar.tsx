import { useState } from "react";
import { useClock } from "../lib/clock.tsx";
import { formatAbsolute } from "../lib/format.ts";
import { nameOf } from "../lib/names.ts";
import { usePatchSearch } from "../lib/patch-search.ts";
import { FLAG_LABEL, KIND_LABEL, STATUS_LOOK, VENDOR_LABEL } from "../lib/status-look.ts";
import { CheckMenu } from "../ui/CheckMenu.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import styles from "./SessionGrid.module.css";
import { COLUMN_CHOICES, type SessionRow } from "./session-columns.tsx";
import { FLAG_WORDS, KIND_WORDS, type SessionSearch, STATUS_WORDS, VENDOR_WORDS } from "./session-search.ts";

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

/** Every filter of the grid as something to press; those that came by a link can be taken away again. */
export function SessionFilterBar({
  search,
  fixed,
  folded,
  columns,
  count,
  csv,
  rows,
}: {
  search: SessionSearch;
  fixed: Partial<SessionSearch>;
  folded: boolean;
  columns: readonly string[];
  count: string;
  csv: string;
  rows: readonly SessionRow[];
}) {
  const patch = usePatchSearch();
  const { now } = useClock();
  const [more, setMore] = useState(false);
  return (
    <div className={styles.bar} role="group" aria-label="Filters" data-more={more}>
      <SearchField
        label="Search names and messages"
        value={search.q ?? ""}
        onChange={(q) => patch({ q: q === "" ? undefined : q }, { replace: true })}
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
        {search.from === undefined && search.to === undefined
          ? SINCE.map(({ label, ms }) => (
              <button
                key={label}
                type="button"
                className="button"
                onClick={() => patch({ from: new Date(Math.floor((now - ms) / HOUR) * HOUR).toISOString() })}
              >
                {label}
              </button>
            ))
          : null}
      </span>
      <Given search={search} fixed={fixed} rows={rows} />
      <span className={styles.right}>
        <output className="dim">{count}</output>
        <span className={styles.more}>
          <button
            type="button"
            className="button"
            aria-pressed={folded}
            title="Devices' runs folded into their policy's run"
            onClick={() => patch({ rows: folded ? "all" : "runs" })}
          >
            Group by run
          </button>
          <CheckMenu
            label="Columns"
            align="end"
            options={COLUMN_CHOICES.map(({ id, header }) => ({ id, label: header }))}
            chosen={columns}
            onChange={(ids) => patch({ cols: ids.length === 0 ? undefined : ids.join() }, { replace: true })}
          />
          <button
            type="button"
            className="button"
            aria-pressed={search.density === "compact"}
            onClick={() =>
              patch({ density: search.density === "compact" ? undefined : "compact" }, { replace: true })
            }
          >
            Compact
          </button>
          <a className="button" href={csv} download="lastgood-sessions.csv">
            CSV
          </a>
        </span>
      </span>
    </div>
  );
}

/** Words as the address gives them back: in the vocabulary's order. */
function inOrder(name: string, words: readonly string[] | undefined): readonly string[] {
  const all: readonly string[] = name === "flag" ? FLAG_WORDS : STATUS_WORDS;
  return all.filter((word) => words?.includes(word));
}

const BY_ID = ["source", "client", "site", "device", "policy", "workload"] as const;

/** Filters that came by a link: ids and times, each with its name and a way to drop it. */
function Given({
  search,
  fixed,
  rows,
}: {
  search: SessionSearch;
  fixed: Partial<SessionSearch>;
  rows: readonly SessionRow[];
}) {
  const patch = usePatchSearch();
  const { now, zone } = useClock();
  const chips = [
    ...BY_ID.filter((name) => fixed[name as keyof SessionSearch] === undefined).flatMap((name) =>
      (search[name] ?? []).map((id) => ({
        key: `${name} ${id}`,
        text: `${name}: ${nameFor(name, id, rows)}`,
        drop: { [name]: search[name]?.filter((one) => one !== id) },
      })),
    ),
    ...(["from", "to"] as const).flatMap((name) => {
      const at = search[name];
      return at === undefined
        ? []
        : [{ key: name, text: `${name} ${formatAbsolute(at, zone, now)}`, drop: { [name]: undefined } }];
    }),
  ];
  return chips.map(({ key, text, drop }) => (
    <button key={key} type="button" className="button" data-on="true" onClick={() => patch(drop)}>
      <bdi className={styles.chip}>{text}</bdi> <span aria-hidden="true">✕</span>
      <span className="sr">: take away</span>
    </button>
  ));
}

function nameFor(name: (typeof BY_ID)[number], id: string, rows: readonly SessionRow[]): string {
  if (name === "source" || name === "workload") return id;
  for (const row of rows) {
    const named = row.session?.[name];
    if (named?.id === id) return nameOf(named);
  }
  return id;
}
