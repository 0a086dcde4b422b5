import type { Group, Metric, Series } from "@lastgood/proxy/contract";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { figuresQuery } from "../../api/queries.ts";
import { type DaySum, daySums } from "../../charts/day-sums.ts";
import { focusOf } from "../../charts/points.ts";
import { SeriesFigure } from "../../charts/SeriesFigure.tsx";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import styles from "./Detail.module.css";
import type { Shown } from "./use-shown.ts";
import type { useSizes } from "./use-sizes.ts";

const DAY = 86_400_000;

/** How long the runs took and what they moved, side by side; one line of both is in focus. */
export function FigurePair({
  group,
  line,
  alone = false,
  shown,
  durations,
  sizes,
}: {
  group: Group;
  /** Of the line that was asked for. */
  line: string | undefined;
  /** Only that line is drawn. */
  alone?: boolean;
  shown: Shown;
  durations: UseQueryResult<Series>;
  sizes: ReturnType<typeof useSizes>;
}) {
  const focus = focusOf(durations.data?.lines ?? [], line);
  const sumsOf = useGoneDays(focus?.id, focus?.points[0]?.at, shown);
  const { from, to, isZoomed, onLine, onSession, onZoom } = shown;
  const drawing = {
    from,
    to,
    focus: focus?.id ?? "",
    isZoomed,
    onLine,
    onSession,
    onZoom,
    lookOf: (id: string) => lookOf(group, id),
  };
  const only = (series: Series): Series =>
    alone ? { ...series, lines: series.lines.filter(({ id }) => id === focus?.id) } : series;
  return (
    <div className={styles.charts} data-legend={!alone && group.items.length > 1}>
      <div>
        <QueryFrame query={durations} what="the durations" lines={6}>
          {(series) => (
            <SeriesFigure
              title="Duration"
              verb="takes"
              series={only(series)}
              kind="lines"
              sums={sumsOf("durationMs")}
              {...drawing}
            />
          )}
        </QueryFrame>
      </div>
      <div>
        <QueryFrame query={sizes.query} what="the sizes" lines={6}>
          {(series) => (
            <SeriesFigure
              title={sizes.title}
              note={sizes.note}
              verb={sizes.verb}
              series={only(series)}
              kind="bars"
              sums={sumsOf(sizes.metric)}
              {...drawing}
            />
          )}
        </QueryFrame>
      </div>
    </div>
  );
}

/** The present state of an item of the page. */
export function lookOf(group: Group, id: string) {
  const item = group.items.find((one) => one.id === id);
  return item === undefined ? null : STATE_LOOK[item.state];
}

/** Daily sums of an item from before its first session that is kept, by metric; none where sessions reach back as far. */
function useGoneDays(
  item: string | undefined,
  firstAt: string | undefined,
  { from, to, fromIso }: Shown,
): (metric: Metric) => DaySum[] {
  const first = firstAt === undefined ? to : Date.parse(firstAt);
  const end = new Date(Math.floor(first / DAY) * DAY).toISOString();
  const figures = useQuery({
    ...figuresQuery(item ?? "", fromIso, end),
    enabled: item !== undefined && first - from > 1.5 * DAY,
  });
  return (metric) => (figures.data === undefined ? [] : daySums(figures.data, metric, first));
}
