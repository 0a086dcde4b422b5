import type { Series } from "@lastgood/proxy/contract";
import type { Look } from "../lib/status-look.ts";
import { Status } from "../ui/Status.tsx";
import { LittleChart } from "./LittleChart.tsx";
import styles from "./Multiples.module.css";
import { formatRange, formatValue, type Line } from "./points.ts";
import { useWidth } from "./use-width.ts";

const LEAST_WIDTH = 290;
const GAP = 14;
const PADDING = 12;
export const MOST_MULTIPLES = 24;

/** A figure of every item of a policy: its duration, or its size. */
export interface Multiple {
  title: string;
  series: Series | undefined;
  kind: "lines" | "bars";
}

/** A stamp an item, each with the same figures over the same time; pressing its name shows it large. */
export function Multiples({
  lines,
  figures,
  from,
  to,
  isSameScale,
  nameOf,
  lookOf,
  chosen,
  onLine,
}: {
  /** Those to draw, worst first. */
  lines: readonly Line[];
  figures: readonly Multiple[];
  from: number;
  to: number;
  /** Else each figure of each item has a scale of its own. */
  isSameScale: boolean;
  nameOf: (line: Line) => string;
  lookOf: (lineId: string) => Look | null;
  chosen: string | undefined;
  onLine: (lineId: string) => void;
}) {
  const [ref, width] = useWidth<HTMLUListElement>(1366);
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
  const inner = Math.floor((width - GAP * (columns - 1)) / columns) - 2 * PADDING - 2;
  return (
    <ul
      ref={ref}
      className={styles.multiples}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {lines.map(({ id, ...line }) => {
        const look = lookOf(id);
        const name = nameOf({ id, ...line });
        return (
          <li key={id}>
            <h3>
              <button type="button" aria-pressed={chosen === id} onClick={() => onLine(id)}>
                {look === null ? null : <Status look={look} quiet />}
                <bdi title={name}>{name}</bdi>
              </button>
            </h3>
            {figures.map(({ title, series, kind }) => {
              const own = series?.lines.find((one) => one.id === id);
              if (series === undefined || own === undefined) return <p key={title} className={styles.none} />;
              const told = own.points.flatMap(({ value }) => value ?? []);
              const greatest = greatestOf(isSameScale ? series.lines : [own]);
              const words =
                told.length === 0
                  ? "no figure told"
                  : formatRange(Math.min(...told), Math.max(...told), series.unit);
              return (
                <div key={title}>
                  <p className={styles.figure}>
                    {title} <span>{words}</span>
                    {own.points.at(-1)?.value == null ? null : (
                      <span> · last {formatValue(own.points.at(-1)?.value ?? null, series.unit)}</span>
                    )}
                  </p>
                  <LittleChart
                    line={own}
                    unit={series.unit}
                    from={from}
                    to={to}
                    greatest={greatest}
                    kind={kind}
                    width={Math.max(80, inner)}
                    label={`${title} of ${name}: ${words}, ${own.points.length} runs`}
                  />
                </div>
              );
            })}
          </li>
        );
      })}
    </ul>
  );
}

function greatestOf(lines: readonly Line[]): number {
  let greatest = 1;
  for (const { points } of lines) for (const { value } of points) greatest = Math.max(greatest, value ?? 0);
  return greatest;
}
