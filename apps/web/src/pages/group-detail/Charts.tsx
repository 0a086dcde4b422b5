import type { Group } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { seriesQuery } from "../../api/queries.ts";
import { RunLanes } from "../../charts/RunLanes.tsx";
import { SeriesFigure } from "../../charts/SeriesFigure.tsx";
import { useClock } from "../../lib/clock.tsx";
import { ownName } from "../../lib/names.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";
import { type Range, shownTime } from "./range.ts";
import { useSizes } from "./use-sizes.ts";

const MOST_LANES = 30;

/** Runs in lanes, how long they took, and what they moved; drawing over a chart zooms the whole page. */
export function Charts({
  of,
  group,
  search,
}: {
  of: { device?: string; policy?: string };
  group: Group;
  search: { range?: Range; from?: string; to?: string };
}) {
  const { now } = useClock();
  const patch = usePatchSearch();
  const { from, to } = shownTime(search, now);
  const fromIso = new Date(from).toISOString();
  const toIso = search.to;
  const durations = useQuery(seriesQuery(of, "durationMs", fromIso, toIso));
  const sizes = useSizes(of, fromIso, toIso);
  const onSession = (session: string) => patch({ session });
  const onZoom = (start: number, end: number) =>
    patch({ from: new Date(start).toISOString(), to: new Date(end).toISOString(), range: undefined });
  const drawing = { from, to, onSession, onZoom };
  return (
    <>
      <section
        className="panel"
        aria-labelledby="runs"
        style={{ minHeight: 78 + 31 * Math.min(group.items.length, MOST_LANES) }}
      >
        <h2 id="runs">Runs</h2>
        <QueryFrame query={durations} what="the runs" lines={3}>
          {(series) =>
            series.lines.length === 0 ? (
              <Empty title="No run in this time">Choose a longer time above.</Empty>
            ) : (
              <>
                <RunLanes
                  lines={series.lines.slice(0, MOST_LANES)}
                  from={from}
                  to={to}
                  renderLabel={(line) => (
                    <LaneLabel
                      group={group}
                      id={line.id}
                      name={line.name}
                      within={of.policy === undefined ? "device" : "policy"}
                    />
                  )}
                  onRun={onSession}
                />
                {series.lines.length > MOST_LANES ? (
                  <p className="faint">
                    The {MOST_LANES} worst of {series.lines.length}.
                  </p>
                ) : null}
              </>
            )
          }
        </QueryFrame>
      </section>
      <div className={styles.charts}>
        <QueryFrame query={durations} what="the durations" lines={6}>
          {(series) => (
            <SeriesFigure title="Duration" verb="takes" series={series} kind="lines" {...drawing} />
          )}
        </QueryFrame>
        <QueryFrame query={sizes.query} what="the sizes" lines={6}>
          {(series) => (
            <SeriesFigure
              title={sizes.title}
              note={sizes.note}
              verb={sizes.verb}
              series={series}
              kind="bars"
              {...drawing}
            />
          )}
        </QueryFrame>
      </div>
    </>
  );
}

/** A lane of a policy leads to its device. */
function LaneLabel({
  group,
  id,
  name,
  within,
}: {
  group: Group;
  id: string;
  name: string;
  within: "device" | "policy";
}) {
  const item = group.items.find((one) => one.id === id);
  const device = within === "policy" ? item?.device : undefined;
  const text = <bdi title={name}>{item === undefined ? name : ownName(item, within)}</bdi>;
  if (device === undefined || device === null) return text;
  return (
    <Link to="/devices/$id" params={{ id: device.id }}>
      {text}
    </Link>
  );
}
