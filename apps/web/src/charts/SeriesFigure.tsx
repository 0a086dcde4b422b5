import type { Series } from "@lastgood/proxy/contract";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useClock } from "../lib/clock.tsx";
import { type Look, STATUS_LOOK } from "../lib/status-look.ts";
import { Mark } from "../ui/Mark.tsx";
import { Skeleton } from "../ui/QueryFrame.tsx";
import { Status } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import type { DaySum } from "./day-sums.ts";
import { formatRange, formatValue, lineColour } from "./points.ts";
import styles from "./SeriesFigure.module.css";
import { describeLine } from "./sentence.ts";

// The drawing library weighs as much as all the rest: it comes when the first chart does.
const TimeChart = lazy(() => import("./TimeChart.tsx").then((module) => ({ default: module.TimeChart })));
const TABLE_ROWS = 400;
const NO_SUMS: readonly DaySum[] = [];

/** A chart with its sentence, its legend and its twin as a table. */
export function SeriesFigure({
  title,
  verb,
  note,
  series,
  focus,
  sums = NO_SUMS,
  lookOf,
  from,
  to,
  kind,
  isZoomed,
  onLine,
  onSession,
  onZoom,
}: {
  title: string;
  /** Between the line's name and its usual band: "takes". */
  verb: string;
  note?: ReactNode;
  series: Series;
  /** Id of the line that the chart speaks of. */
  focus: string;
  /** Of the days before the first session of the line in focus. */
  sums?: readonly DaySum[];
  /** The present state of a line's item; null where it has none. */
  lookOf: (lineId: string) => Look | null;
  from: number;
  to: number;
  kind: "lines" | "bars";
  /** The time shown was chosen in a chart. */
  isZoomed: boolean;
  onLine: (lineId: string) => void;
  onSession: (sessionId: string) => void;
  onZoom: (range: { from: number; to: number } | null) => void;
}) {
  const { zone } = useClock();
  const [hasTwin, setHasTwin] = useState(false);
  const line = series.lines.find(({ id }) => id === focus) ?? series.lines[0] ?? null;
  return (
    <figure className={`panel ${styles.figure}`}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {isZoomed ? (
          <button type="button" className="button" onClick={() => onZoom(null)}>
            Reset zoom
          </button>
        ) : null}
      </div>
      <figcaption>
        {note}
        {describeLine(line, series.unit, verb, zone)}
        {sums.length > 0 ? " Dashed: sums of days whose sessions are no longer kept." : null}
      </figcaption>
      <Suspense
        fallback={
          <div className={styles.waiting}>
            <Skeleton lines={5} />
          </div>
        }
      >
        <TimeChart {...{ title, series, focus, sums, from, to, kind, onSession, onZoom }} />
      </Suspense>
      {series.lines.length > 1 ? (
        <div className={styles.legend} role="group" aria-label={`Line in focus: ${title}`}>
          {series.lines.map(({ id, name }, place) => {
            const look = lookOf(id);
            return (
              <button
                key={id}
                type="button"
                aria-pressed={id === line?.id}
                onClick={() => onLine(id)}
                title={look === null ? name : `${name}: ${look.label}`}
              >
                <i style={{ background: lineColour(place) }} aria-hidden="true" />
                {look === null ? null : (
                  <span data-tone={look.tone}>
                    <Mark shape={look.shape} className="tone" />
                    <span className="sr">{look.label}: </span>
                  </span>
                )}
                <bdi>{name}</bdi>
              </button>
            );
          })}
        </div>
      ) : null}
      <details className={styles.twin} onToggle={(event) => setHasTwin(event.currentTarget.open)}>
        <summary>As a table</summary>
        {hasTwin ? <Twin series={series} title={title} /> : null}
      </details>
    </figure>
  );
}

function Twin({ series, title }: { series: Series; title: string }) {
  const points = series.lines
    .flatMap((line) => line.points.map((point) => ({ line, point })))
    .toSorted((a, b) => Date.parse(b.point.at) - Date.parse(a.point.at))
    .slice(0, TABLE_ROWS);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must do so by keyboard, too
    <section className={styles.scroll} tabIndex={0} aria-label={`${title} as a table`}>
      <table>
        <caption className="sr">{title}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Of</th>
            <th scope="col">Status</th>
            <th scope="col" className="num">
              {title}
            </th>
            <th scope="col" className="num">
              Usually
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ line, point }) => (
            <tr key={point.sessionId}>
              <td>
                <Time at={point.at} />
              </td>
              <td>
                <bdi>{line.name}</bdi>
              </td>
              <td>
                <Status look={STATUS_LOOK[point.status]} />
              </td>
              <td className="num">{formatValue(point.value, series.unit)}</td>
              <td className="num">
                {point.low === null || point.high === null
                  ? "–"
                  : formatRange(point.low, point.high, series.unit)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
