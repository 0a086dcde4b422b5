import type { Series } from "@lastgood/proxy/contract";
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { Area, CartesianGrid, ComposedChart, Line as RechartsLine, XAxis, YAxis } from "recharts";
import { useClock } from "../lib/clock.tsx";
import { formatShortDay } from "../lib/format.ts";
import { useGrowing } from "../lib/stage.ts";
import { type Cursor, moveCursor, readingOf } from "./cursor.ts";
import type { DaySum } from "./day-sums.ts";
import { type DrawnPoint, formatValue, gapsIn, lineColour, toDrawn, usualGap } from "./points.ts";
import { type DotProps, RunDot } from "./RunDot.tsx";
import { DAY, dayTicks, valueTicks } from "./scale.ts";
import styles from "./TimeChart.module.css";
import { KeyHint, type Spot, Tip, tipLines } from "./Tip.tsx";
import { useWidth } from "./use-width.ts";

const HEIGHT = 232;
const LEFT = 62;
const RIGHT = 10;
const TOP = 14;
const AXIS = 30;
const FLOOR = HEIGHT - AXIS;
/** More muted lines than this are a tangle. */
const MOST_OTHERS = 6;
/** Where runs stand closer, in CSS pixels, those that are fine have no dots. */
const LEAST_SLOT = 5;
/** A movement of the pointer of less than this is a click, in CSS pixels. */
const LEAST_DRAG = 12;

interface TimeChartProps {
  title: string;
  series: Series;
  /** The line that is drawn strong, with its usual band; the others are muted. */
  focus: string;
  /** Sums of the days before the line's first session: those that are kept no longer. */
  sums: readonly DaySum[];
  from: number;
  to: number;
  kind: "lines" | "bars";
  onSession: (sessionId: string) => void;
  /** Called with the range that was chosen in the chart; null takes a chosen range back. */
  onZoom: (range: { from: number; to: number } | null) => void;
}

/** One figure over time. Pointer and keyboard both read its points, open their sessions and choose a range. */
export function TimeChart(props: TimeChartProps) {
  const { title, series, focus, sums, from: first, to: last, kind, onSession, onZoom } = props;
  const { now, zone } = useClock();
  // A little room on both sides: the mark of a run that ended just now would be cut in half.
  const room = (last - first) * 0.015;
  const [from, to] = [first - room, last + room];
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const [hover, setHover] = useState<Spot | null>(null);
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const lines = useMemo(() => series.lines.map((line) => ({ line, data: toDrawn(line) })), [series]);
  const index = Math.max(
    0,
    lines.findIndex(({ line }) => line.id === focus),
  );
  const strong = lines[index];
  const others = lines
    .map((drawn, place) => ({ ...drawn, place }))
    .filter(({ place }) => place !== index)
    .slice(0, MOST_OTHERS);
  const stops = useMemo(
    () => strong?.data.filter(({ value, tone }) => value !== null || tone !== null) ?? [],
    [strong],
  );

  const greatest = Math.max(
    1,
    ...sums.map(({ value }) => value ?? 0),
    ...others.flatMap(({ data }) => data.map(({ value }) => value ?? 0)),
    ...stops.flatMap(({ value, band }) => [value ?? 0, band?.[1] ?? 0]),
  );
  const ticks = valueTicks(greatest, series.unit);
  const top = ticks.at(-1) ?? 1;
  const plot = Math.max(1, width - LEFT - RIGHT);
  const timeAt = (x: number) => from + (Math.min(Math.max(x - LEFT, 0), plot) / plot) * (to - from);
  const xAt = (t: number) => LEFT + ((t - from) / (to - from)) * plot;
  const yAt = (value: number) => FLOOR - (value / top) * (FLOOR - TOP);
  const pointerX = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  // Room for each run, in CSS pixels.
  const slot = (plot * (usualGap(strong?.line.points ?? []) ?? DAY)) / (to - from);
  const thick = Math.min(14, Math.max(1.5, slot * 0.6));
  const hasRoom = slot >= LEAST_SLOT;
  const spotOf = (stop: DrawnPoint | undefined): Spot | null =>
    stop?.point
      ? {
          x: xAt(stop.t),
          y: yAt(stop.value ?? 0),
          name: strong?.line.name ?? "",
          told: { point: stop.point },
        }
      : null;
  const at = cursor === null ? null : spotOf(stops[cursor.at]);
  const anchor = cursor?.anchor == null ? null : stops[cursor.anchor];
  const chosen =
    at === null || anchor === undefined || anchor === null
      ? drag
      : { start: Math.min(xAt(anchor.t), at.x) - 6, end: Math.max(xAt(anchor.t), at.x) + 6 };
  const zoom = ({ start, end }: { start: number; end: number }) => {
    onZoom({ from: timeAt(Math.min(start, end)), to: timeAt(Math.max(start, end)) });
    setCursor(null);
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = moveCursor(cursor, event.key, event.shiftKey, stops.length);
    if (moved !== null) setCursor(moved);
    else if (event.key === "Enter" && at !== null && "point" in at.told) {
      if (anchor !== null && chosen !== null) zoom(chosen);
      else onSession(at.told.point.sessionId);
    } else if (event.key === "Escape") {
      if (cursor === null) onZoom(null);
      else setCursor(null);
    } else return;
    event.preventDefault();
  };

  const drawDot =
    (name: string, colour: string, isStrong: boolean, hasDots: boolean) =>
    ({ cx, cy, payload }: DotProps) => (
      <RunDot
        key={payload?.point?.sessionId ?? payload?.t}
        {...{ cx, cy, payload, name, colour, isStrong, hasDots, onSession }}
        bar={kind === "bars" && isStrong ? thick : null}
        floor={FLOOR}
        onHover={setHover}
      />
    );

  // The one after the other: both at once hold up what is pressed meanwhile.
  const paints = kind === "bars" ? 2 : 1;
  const isDrawn = useGrowing(0, paints, 1) === paints;
  const colour = lineColour(index);
  const told = hover ?? at;
  const words =
    at === null
      ? `${stops.length} runs; arrow keys read them, with Shift they choose a range`
      : tipLines(at, series.unit, zone, now).join(", ");
  return (
    <div
      ref={ref}
      className={styles.chart}
      aria-label={`${title}, ${strong?.line.name ?? "no line"}`}
      {...readingOf(stops.length, cursor?.at ?? null, words, onKey)}
      onBlur={() => setCursor(null)}
      onPointerDown={(event) => setDrag({ start: pointerX(event), end: pointerX(event) })}
      onPointerMove={(event) => drag && setDrag({ ...drag, end: pointerX(event) })}
      onPointerLeave={() => setDrag(null)}
      onPointerUp={() => {
        if (drag !== null && Math.abs(drag.end - drag.start) > LEAST_DRAG) zoom(drag);
        setDrag(null);
      }}
    >
      {isDrawn ? (
        <ComposedChart
          width={width}
          height={HEIGHT}
          margin={{ top: TOP, right: RIGHT, bottom: 0, left: 0 }}
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
            domain={[0, top]}
            ticks={ticks}
            tickFormatter={(value: number) => (value === 0 ? "0" : formatValue(value, series.unit))}
            axisLine={false}
            tickLine={false}
            tick={{ fill: "var(--faint)", fontSize: 11.5 }}
          />
          {strong === undefined ? null : (
            <Area
              data={strong.data}
              dataKey="band"
              type="step"
              stroke="none"
              fill="var(--ok)"
              fillOpacity={0.22}
              isAnimationActive={false}
              activeDot={false}
            />
          )}
          {others.map(({ line, data, place }) => (
            <RechartsLine
              key={line.id}
              data={data}
              dataKey="value"
              stroke={kind === "bars" ? "none" : lineColour(place)}
              strokeWidth={1.2}
              strokeOpacity={0.45}
              dot={drawDot(line.name, lineColour(place), false, kind === "bars" && hasRoom)}
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
          {sums.length === 0 ? null : (
            <RechartsLine
              data={drawnSums(sums)}
              dataKey="value"
              stroke={kind === "bars" ? "none" : colour}
              strokeDasharray="3 3"
              strokeWidth={1.4}
              dot={drawDot(strong?.line.name ?? "", colour, true, hasRoom)}
              activeDot={false}
              isAnimationActive={false}
            />
          )}
          {strong === undefined ? null : (
            <RechartsLine
              // A new line is drawn last, above the others.
              key={`strong ${strong.line.id}`}
              data={strong.data}
              dataKey="value"
              stroke={kind === "bars" ? "none" : colour}
              strokeWidth={2.2}
              dot={drawDot(strong.line.name, colour, true, hasRoom)}
              activeDot={false}
              isAnimationActive={false}
            />
          )}
        </ComposedChart>
      ) : null}
      {chosen === null ? null : (
        <div
          className={styles.drag}
          style={{ left: Math.min(chosen.start, chosen.end), width: Math.abs(chosen.end - chosen.start) }}
        />
      )}
      {at === null ? (
        <KeyHint>← → read runs · Shift chooses a time · Enter opens or zooms · Esc back</KeyHint>
      ) : null}
      {at === null ? null : <div className={styles.cursor} style={{ left: at.x }} />}
      {told === null ? null : (
        <Tip
          x={told.x}
          y={told.y}
          lines={tipLines(told, series.unit, zone, now)}
          width={width}
          height={HEIGHT}
        />
      )}
    </div>
  );
}

function drawnSums(sums: readonly DaySum[]) {
  const drawn = sums.map((sum) => ({ ...sum, point: null, sum }));
  const breaks = gapsIn(sums.map(({ t }) => t)).map((t) => ({ t, value: null, tone: null, point: null }));
  return [...drawn, ...breaks].toSorted((a, b) => a.t - b.t);
}
