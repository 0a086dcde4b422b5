import type { Group, Series } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { seriesQuery } from "../../api/queries.ts";
import { MOST_MULTIPLES, Multiples } from "../../charts/Multiples.tsx";
import { focusOf, type Line } from "../../charts/points.ts";
import { RunMatrix } from "../../charts/RunMatrix.tsx";
import { MAY_BE_THINNED } from "../../charts/sentence.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { Charts } from "./Charts.tsx";
import styles from "./Detail.module.css";
import { FigurePair, lookOf } from "./FigurePair.tsx";
import { LaneLabel, lineName } from "./LaneLabel.tsx";
import { useItemDays } from "./use-item-days.ts";
import { type DetailSearch, type Shown, useShown } from "./use-shown.ts";
import { useSizes } from "./use-sizes.ts";

const DAY = 86_400_000;
/** A matrix shows some forty runs: this many are read, so that none of them is thinned away. */
const RUNS_READ = 200;
const MOST_POINTS = 2_000;
const SCALES = [
  { value: "own", label: "a scale each" },
  { value: "same", label: "one scale" },
] as const;

/** A policy of several devices: who failed in which run, and a little chart each; one of them large when chosen. */
export function PolicyCharts({ group, search }: { group: Group; search: DetailSearch }) {
  return group.items.length > 1 ? (
    <Several group={group} search={search} />
  ) : (
    <Charts of={{ policy: group.id }} group={group} search={search} />
  );
}

function Several({ group, search }: { group: Group; search: DetailSearch }) {
  const [all, setAll] = useState(false);
  const patch = usePatchSearch();
  const shown = useShown(search);
  const of = { policy: group.id };
  const durations = useQuery(seriesQuery(of, "durationMs", shown.fromIso, shown.toIso));
  const sizes = useSizes(of, shown.fromIso, shown.toIso);
  return (
    <>
      <Matrix group={group} shown={shown} durations={durations.data} />
      {search.line === undefined ? null : (
        <section aria-labelledby="chosen" className={styles.page}>
          <div className={styles.heading}>
            <h2 id="chosen">
              <Chosen group={group} lines={durations.data?.lines ?? []} line={search.line} />
            </h2>
            <button type="button" className="button" onClick={() => shown.onLine(undefined)}>
              Close
            </button>
          </div>
          <FigurePair
            group={group}
            line={search.line}
            alone
            shown={shown}
            durations={durations}
            sizes={sizes}
          />
        </section>
      )}
      <section className="panel" aria-labelledby="each">
        <div className={styles.heading}>
          <h2 id="each">Duration and {sizes.title.toLowerCase()} of each, worst first</h2>
          <Segments
            label="Scale"
            value={search.scale ?? "own"}
            options={SCALES}
            onChange={(scale) => patch({ scale: scale === "same" ? scale : undefined }, { replace: true })}
          />
        </div>
        <QueryFrame query={durations} what="the durations" lines={6}>
          {(series) =>
            series.lines.length === 0 ? (
              <Empty title="No run in this time">Choose a longer time above.</Empty>
            ) : (
              <>
                {sizes.note === "" ? null : <p className={styles.aside}>{sizes.note}</p>}
                <Multiples
                  lines={all ? series.lines : series.lines.slice(0, MOST_MULTIPLES)}
                  figures={[
                    { title: "Duration", series, kind: "lines" },
                    { title: sizes.title, series: sizes.query.data, kind: "bars" },
                  ]}
                  from={shown.from}
                  to={shown.to}
                  isSameScale={search.scale === "same"}
                  nameOf={(line) => lineName(group, line, "policy")}
                  lookOf={(id) => lookOf(group, id)}
                  chosen={search.line}
                  onLine={(id) => shown.onLine(id === search.line ? undefined : id)}
                />
                {series.lines.length > MOST_MULTIPLES ? (
                  <button type="button" className={`button ${styles.after}`} onClick={() => setAll(!all)}>
                    {all ? `Only the worst ${MOST_MULTIPLES}` : `All ${series.lines.length}, worst first`}
                  </button>
                ) : null}
              </>
            )
          }
        </QueryFrame>
      </section>
    </>
  );
}

/** What the large charts are of; the worst where the one asked for is gone. */
function Chosen({ group, lines, line }: { group: Group; lines: readonly Line[]; line: string }) {
  const focus = focusOf(lines, line);
  return focus === null ? null : <LaneLabel group={group} line={focus} within="policy" />;
}

function Matrix({ group, shown, durations }: { group: Group; shown: Shown; durations: Series | undefined }) {
  const router = useRouter();
  const of = { policy: group.id };
  const every = Math.min(...group.items.map(({ expectedEveryMs }) => expectedEveryMs ?? DAY));
  const from = Math.max(shown.from, shown.to - RUNS_READ * every);
  const mayBeThinned = durations?.lines.some(({ points }) => points.length >= MAY_BE_THINNED) ?? true;
  const newest = useQuery({
    ...seriesQuery(of, "durationMs", new Date(from).toISOString(), shown.toIso, MOST_POINTS),
    enabled: durations !== undefined && mayBeThinned,
  });
  const whole = useQuery(seriesQuery(of, "durationMs", shown.fromIso, shown.toIso));
  const { days, bounds } = useItemDays(of, group.sourceId, shown);
  const hrefOf = (session: string) =>
    router.buildLocation({ to: ".", search: ((before: object) => ({ ...before, session })) as never }).href;
  return (
    <section
      className="panel"
      aria-labelledby="runs"
      style={{ minHeight: 128 + 27 * Math.min(group.items.length, 50) }}
    >
      <h2 id="runs">Runs, newest last</h2>
      <QueryFrame
        query={mayBeThinned ? newest : whole}
        what="the runs"
        lines={Math.min(6, group.items.length)}
      >
        {({ lines }) =>
          lines.every(({ points }) => points.length === 0) ? (
            <Empty title="No run in this time">Choose a longer time above.</Empty>
          ) : (
            <>
              <RunMatrix
                lines={lines}
                days={days}
                bounds={bounds}
                renderLabel={(line) => <LaneLabel group={group} line={line} within="policy" />}
                hrefOf={hrefOf}
                onRun={shown.onSession}
              />
              {lines.length < group.items.length ? (
                <p className={styles.aside}>
                  Shown are the worst {lines.length} of {group.items.length} items.
                </p>
              ) : null}
            </>
          )
        }
      </QueryFrame>
    </section>
  );
}
