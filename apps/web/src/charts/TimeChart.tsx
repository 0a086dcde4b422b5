import type { Series } from "@lastgood/proxy/contract";
import { type PointerEvent, useMemo, useState } from "react";
import { Area, CartesianGrid, ComposedChart, Line as RechartsLine, XAxis, YAxis } from "recharts";
import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, formatShortDay } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import { SHAPES } from "../ui/Mark.tsx";
import { type DrawnPoint, formatValue, type Line, toDrawn } from "./points.ts";
import { DAY, dayTicks, valueTicks } from "./scale.ts";
import styles from "./TimeChart.module.css";
import { useWidth } from "./use-width.ts";

const HEIGHT = 232;
const LEFT = 62;
const RIGHT = 10;
const AXIS = 30;
const FLOOR = HEIGHT - AXIS;
/** More lines than this cannot be told apart; the worst come first. */
export const MOST_LINES = 6;
const DASHES = [undefined, "6 3", "2 3", "8 3 2 3", "1 4", "12 4"];

interface TimeChartProps {
  series: Series;
  from: number;
  to: number;
  kind: "lines" | "bars";
  onSession: (sessionId: string) => void;
  /** Called with the range that was drawn over the chart. */
  onZoom: (from: number, to: number) => void;
}

interface DotProps {
  cx?: number;
  cy?: number;
  payload?: DrawnPoint;
}

interface Hover {
  x: number;
  y: number;
  line: Line;
  drawn: DrawnPoint;
}

/** One figure over time. The usual band is drawn for a line that stands alone: several would hide each other. */
export function TimeChart({ series, from, to: last, kind, onSession, onZoom }: TimeChartProps) {
  const { now, zone } = useClock();
  // A little room on the right: the mark of a run that ended just now would be cut in half.
  const to = last + (last - from) * 0.015;
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const [hover, setHover] = useState<Hover | null>(null);
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const lines = useMemo(
    () => series.lines.slice(0, MOST_LINES).map((line) => ({ line, data: toDrawn(line) })),
    [series],
  );
  const greatest = Math.max(1, ...lines.flatMap(({ data }) => data.map(({ value }) => value ?? 0)));
  const ticks = valueTicks(greatest, series.unit);
  const plot = Math.max(1, width - LEFT - RIGHT);
  const timeAt = (x: number) => from + (Math.min(Math.max(x - LEFT, 0), plot) / plot) * (to - from);
  const xOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;

  // A bar is a dot drawn down to the axis: only lines may each have times of their own.
  const drawDot = (line: Line, index: number, plain: boolean) => (props: DotProps) => {
    const { cy, payload } = props;
    const colour = `var(--line-${index + 1})`;
    const point = payload?.point;
    if (props.cx === undefined || cy === undefined || !payload || !point || payload.value === null) {
      return <g key={`none ${payload?.t}`} />;
    }
    const thick = Math.min(12, Math.max(2, plot / Math.max(1, line.points.length) / lines.length - 2));
    // Items of one run start together: their bars stand side by side.
    const cx = props.cx + (kind === "bars" ? (index - (lines.length - 1) / 2) * (thick + 1) : 0);
    const { tone } = payload;
    const markAt = kind === "bars" ? cy - 9 : cy;
    return (
      <g
        key={point.sessionId}
        className={styles.dot}
        data-tone={tone ?? undefined}
        onPointerEnter={() => setHover({ x: cx, y: cy, line, drawn: payload })}
        onPointerLeave={() => setHover(null)}
        onClick={() => onSession(point.sessionId)}
      >
        {kind === "bars" ? (
          <rect x={cx - thick / 2} y={cy} width={thick} height={Math.max(0, FLOOR - cy)} fill={colour} />
        ) : null}
        <circle cx={cx} cy={cy} r={8} fill="transparent" />
        {tone !== null ? (
          <svg x={cx - 7} y={markAt - 7} width={14} height={14} viewBox="0 0 16 16" className="tone">
            {SHAPES[tone === "warning" ? "triangle" : STATUS_LOOK[point.status].shape]}
          </svg>
        ) : plain ? (
          <circle cx={cx} cy={cy} r={2.4} fill={colour} />
        ) : null}
      </g>
    );
  };

  return (
    <div
      ref={ref}
      className={styles.chart}
      onPointerDown={(event) => setDrag({ start: xOf(event), end: xOf(event) })}
      onPointerMove={(event) => drag && setDrag({ ...drag, end: xOf(event) })}
      onPointerLeave={() => setDrag(null)}
      onPointerUp={() => {
        if (drag !== null && Math.abs(drag.end - drag.start) > 12) {
          onZoom(timeAt(Math.min(drag.start, drag.end)), timeAt(Math.max(drag.start, drag.end)));
        }
        setDrag(null);
      }}
    >
      <ComposedChart
        width={width}
        height={HEIGHT}
        margin={{ top: 14, right: RIGHT, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="t"
          height={AXIS}
          type="number"
          scale="time"
          domain={[from, to]}
          allowDataOverflow
          ticks={dayTicks(from, to, zone, Math.max(2, Math.floor(plot / 90)))}
          tickFormatter={(t: number) => formatShortDay(new Date(t + DAY / 2).toISOString().slice(0, 10))}
          stroke="var(--line)"
          tick={{ fill: "var(--faint)", fontSize: 11.5 }}
        />
        <YAxis
          width={LEFT}
          domain={[0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={(value: number) => (value === 0 ? "0" : formatValue(value, series.unit))}
          axisLine={false}
          tickLine={false}
          tick={{ fill: "var(--faint)", fontSize: 11.5 }}
        />
        {kind === "lines" && lines.length === 1 && lines[0] !== undefined ? (
          <Area
            data={lines[0].data}
            dataKey="band"
            type="stepAfter"
            stroke="none"
            fill="var(--ok)"
            fillOpacity={0.22}
            isAnimationActive={false}
            activeDot={false}
          />
        ) : null}
        {lines.map(({ line, data }, index) => {
          const colour = `var(--line-${index + 1})`;
          const dash = DASHES[index];
          return (
            <RechartsLine
              key={line.id}
              data={data}
              dataKey="value"
              name={line.name}
              stroke={kind === "bars" ? "none" : colour}
              strokeWidth={1.8}
              {...(dash === undefined ? {} : { strokeDasharray: dash })}
              dot={drawDot(line, index, kind === "lines" && data.length < 150)}
              activeDot={false}
              isAnimationActive={false}
            />
          );
        })}
      </ComposedChart>
      {drag === null ? null : (
        <div
          className={styles.drag}
          style={{ left: Math.min(drag.start, drag.end), width: Math.abs(drag.end - drag.start) }}
        />
      )}
      {hover?.drawn.point ? (
        <div
          className={styles.tip}
          style={{ left: Math.min(hover.x, width - 190), top: hover.y }}
          role="status"
        >
          <strong>{formatValue(hover.drawn.value, series.unit)}</strong>{" "}
          {STATUS_LOOK[hover.drawn.point.status].label}
          <br />
          {hover.line.name} · {formatAbsolute(hover.drawn.point.at, zone, now)}
          {hover.drawn.band === null ? null : (
            <>
              <br />
              usually {hover.drawn.band.map((value) => formatValue(value, series.unit)).join(" to ")}
            </>
          )}
        </div>
      ) : null}
    </div>
  );
}
