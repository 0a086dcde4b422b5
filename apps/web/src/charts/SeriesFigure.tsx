import type { Series } from "@lastgood/proxy/contract";
import { lazy, type ReactNode, Suspense } from "react";
import { STATUS_LOOK } from "../lib/status-look.ts";
import { Skeleton } from "../ui/QueryFrame.tsx";
import { Status } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import { describeSeries, formatValue } from "./points.ts";
import styles from "./SeriesFigure.module.css";

// The drawing library weighs as much as all the rest: it comes when the first chart does.
const TimeChart = lazy(() => import("./TimeChart.tsx").then((module) => ({ default: module.TimeChart })));
const SHOWN = 6;
const TABLE_ROWS = 400;

/** A chart with its sentence, its legend and its twin as a table. */
export function SeriesFigure({
  title,
  verb,
  note,
  series,
  from,
  to,
  kind,
  onSession,
  onZoom,
}: {
  title: string;
  /** Between the line's name and its usual band: "takes". */
  verb: string;
  note?: ReactNode;
  series: Series;
  from: number;
  to: number;
  kind: "lines" | "bars";
  onSession: (sessionId: string) => void;
  onZoom: (from: number, to: number) => void;
}) {
  const shown = series.lines.slice(0, SHOWN);
  return (
    <figure className={`panel ${styles.figure}`}>
      <h2>{title}</h2>
      <figcaption>
        {note}
        {describeSeries(series, verb)}
      </figcaption>
      <Suspense
        fallback={
          <div className={styles.waiting}>
            <Skeleton lines={5} />
          </div>
        }
      >
        <TimeChart {...{ series, from, to, kind, onSession, onZoom }} />
      </Suspense>
      {series.lines.length > 1 ? (
        <ul className={styles.legend}>
          {shown.map((line, index) => (
            <li key={line.id}>
              <i style={{ background: `var(--line-${index + 1})` }} aria-hidden="true" />
              <bdi>{line.name}</bdi>
            </li>
          ))}
          {series.lines.length > SHOWN ? (
            <li className="faint">
              the {SHOWN} worst of {series.lines.length}
            </li>
          ) : null}
        </ul>
      ) : null}
      <details className={styles.twin}>
        <summary>As a table</summary>
        <Twin series={series} title={title} />
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
    <div className={styles.scroll}>
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
                  : `${formatValue(point.low, series.unit)} to ${formatValue(point.high, series.unit)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
