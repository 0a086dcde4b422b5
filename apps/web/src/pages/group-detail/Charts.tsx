import type { Group, Series } from "@lastgood/proxy/contract";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { seriesQuery } from "../../api/queries.ts";
import { useDayBounds } from "../../api/use-day-bounds.ts";
import { RunLanes } from "../../charts/RunLanes.tsx";
import { dayItemSessionsHref } from "../../lib/day-sessions.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";
import { FigurePair } from "./FigurePair.tsx";
import { LaneLabel } from "./LaneLabel.tsx";
import { useItemDays } from "./use-item-days.ts";
import { type DetailSearch, type Shown, useShown } from "./use-shown.ts";
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
  search: DetailSearch;
}) {
  const shown = useShown(search);
  const durations = useQuery(seriesQuery(of, "durationMs", shown.fromIso, shown.toIso));
  const sizes = useSizes(of, shown.fromIso, shown.toIso);
  return (
    <>
      <Lanes of={of} group={group} shown={shown} durations={durations} />
      <FigurePair group={group} line={search.line} shown={shown} durations={durations} sizes={sizes} />
    </>
  );
}

function Lanes({
  of,
  group,
  shown,
  durations,
}: {
  of: { device?: string; policy?: string };
  group: Group;
  shown: Shown;
  durations: UseQueryResult<Series>;
}) {
  const { days, bounds } = useItemDays(of, group.sourceId, shown);
  const router = useRouter();
  const rule = useDayBounds();
  const openDay = (id: string, day: string) => {
    const item = group.items.find((one) => one.id === id);
    if (item !== undefined) router.history.push(dayItemSessionsHref(day, rule, item));
  };
  return (
    <section
      className="panel"
      aria-labelledby="runs"
      style={{ minHeight: 78 + 33 * Math.min(group.items.length, MOST_LANES) }}
    >
      <h2 id="runs">Runs</h2>
      <QueryFrame query={durations} what="the runs" lines={Math.min(3, group.items.length)}>
        {(series) =>
          series.lines.length === 0 ? (
            <Empty title="No run in this time">Choose a longer time above.</Empty>
          ) : (
            <>
              <RunLanes
                lines={series.lines.slice(0, MOST_LANES)}
                days={days}
                bounds={bounds}
                from={shown.from}
                to={shown.to}
                renderLabel={(line) => (
                  <LaneLabel
                    group={group}
                    line={line}
                    within={of.policy === undefined ? "device" : "policy"}
                  />
                )}
                onRun={shown.onSession}
                onDay={openDay}
              />
              {series.lines.length > MOST_LANES ? (
                <p className={styles.aside}>
                  The {MOST_LANES} worst of {series.lines.length}.
                </p>
              ) : null}
            </>
          )
        }
      </QueryFrame>
    </section>
  );
}
