import type { Days } from "@lastgood/proxy/contract";
import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useClock } from "../lib/clock.tsx";
import { formatShortDay, plural } from "../lib/format.ts";
import { readingOf } from "./cursor.ts";
import { boxOf, HATCH, Here, LANE_HEIGHT, LaneStop, stopLines } from "./LaneStop.tsx";
import { moveInLanes, type Span, type Stop, stopKey, stopsOf } from "./lanes.ts";
import { type Line, pointTone, usualGap } from "./points.ts";
import styles from "./RunLanes.module.css";
import { DAY, dayTicks } from "./scale.ts";
import { KeyHint, Tip } from "./Tip.tsx";
import { useWidth } from "./use-width.ts";

/** A block is at least this share of the distance to the next one, and so many CSS pixels. */
const LEAST_SHARE = 0.25;
const [LEAST_WIDTH, ENOUGH_WIDTH] = [3, 9];

/**
 * A lane an item: each run where it began, as wide as it took, taller where it is trouble; missed nights hollow, and
 * hatched where nothing is known. Where a line may have been thinned, its lane is drawn of its days instead. One stop of
 * the Tab key, from which arrow keys lead from run to run and from lane to lane.
 */
export function RunLanes({
  lines,
  days,
  bounds,
  from,
  to,
  renderLabel,
  onRun,
  onDay,
}: {
  /** Lines of durations in milliseconds. */
  lines: readonly Line[];
  /** A row an item; undefined while not read. */
  days: Days | undefined;
  /** When each of those days begins and ends. */
  bounds: readonly Span[];
  from: number;
  to: number;
  renderLabel: (line: Line) => ReactNode;
  onRun: (sessionId: string) => void;
  /** A backup day of a line, where its lane is drawn of days. */
  onDay: (lineId: string, day: string) => void;
}) {
  const { zone } = useClock();
  const [ref, width] = useWidth<HTMLDivElement>(1100);
  const figure = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<{ id: string; stop: string | null } | null>(null);
  const lanes = useMemo(
    () =>
      lines.map((line) => {
        const cells = days?.rows.find(({ id }) => id === line.id)?.cells ?? [];
        return { line, words: describe(line, cells), stops: stopsOf(line, cells, days?.days ?? [], bounds) };
      }),
    [lines, days, bounds],
  );
  const ticks = useMemo(
    () => dayTicks(from, to, zone, Math.max(2, Math.floor(width / 110))),
    [from, to, zone, width],
  );
  const x = (t: number) => ((t - from) / (to - from)) * width;
  const reachable = lanes.filter(({ stops }) => stops.length > 0);
  const tabStop = reachable.find(({ line }) => line.id === cursor?.id) ?? reachable[0];

  const onOpen = useCallback(
    (line: Line, stop: Stop) => {
      if (stop.kind === "run") onRun(stop.point.sessionId);
      else if (stop.kind === "day") onDay(line.id, stop.day);
    },
    [onRun, onDay],
  );
  const onKey = useCallback(
    (event: KeyboardEvent, lane: number, at: number | null) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { line, stops } = lanes[lane] as (typeof lanes)[number];
      const moved = moveInLanes(
        { lane, at },
        event.key,
        lanes.map((one) => one.stops),
      );
      const stop = at === null ? undefined : stops[at];
      if (moved !== null) {
        figure.current?.querySelectorAll<HTMLElement>("[data-lane]")[moved.lane]?.focus();
        const to = lanes[moved.lane];
        const found = moved.at === null ? undefined : to?.stops[moved.at];
        setCursor({ id: to?.line.id ?? line.id, stop: found === undefined ? null : stopKey(found) });
      } else if (event.key === "Enter" && stop !== undefined) onOpen(line, stop);
      else if (event.key === "Escape" && at !== null) setCursor({ id: line.id, stop: null });
      else return;
      event.preventDefault();
    },
    [lanes, onOpen],
  );

  return (
    <div ref={figure} className={styles.lanes}>
      <svg className="sr" aria-hidden="true">
        <defs>
          <pattern
            id={HATCH}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className={styles.hatch} width="2" height="6" />
          </pattern>
        </defs>
      </svg>
      {lanes.map((lane, place) => (
        <div key={lane.line.id} className={styles.lane}>
          <div className={styles.label}>{renderLabel(lane.line)}</div>
          <Lane
            {...lane}
            {...{ place, ticks, width, from, to, onKey, onOpen }}
            isTabStop={lane === tabStop}
            at={lane.line.id === cursor?.id ? placeIn(lane.stops, cursor.stop) : null}
          />
        </div>
      ))}
      <div className={styles.lane} aria-hidden="true">
        <div className={styles.label} />
        <div ref={ref} className={styles.axis}>
          {ticks.map((tick) => (
            <span key={tick} data-last={x(tick) > width - 44} style={{ left: `${(x(tick) / width) * 100}%` }}>
              {formatShortDay(new Date(tick + DAY / 2).toISOString().slice(0, 10))}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A key draws anew only the lanes that it leaves and enters: there may be thousands of runs in all. */
const Lane = memo(function Lane({
  line,
  words,
  stops,
  place,
  ticks,
  width,
  from,
  to,
  isTabStop,
  at,
  onKey,
  onOpen,
}: {
  line: Line;
  /** The whole lane in a sentence. */
  words: string;
  stops: readonly Stop[];
  /** Among the lanes. */
  place: number;
  ticks: readonly number[];
  width: number;
  from: number;
  to: number;
  isTabStop: boolean;
  /** Where the keyboard is among its stops; null where it is not. */
  at: number | null;
  onKey: (event: KeyboardEvent, lane: number, at: number | null) => void;
  onOpen: (line: Line, stop: Stop) => void;
}) {
  const { now, zone } = useClock();
  const [hovered, setHovered] = useState<string | null>(null);
  const x = (t: number) => ((t - from) / (to - from)) * width;
  const least = leastWidth(((usualGap(line.points) ?? DAY) / (to - from)) * width);
  const placeOf = (stop: Stop) => boxOf(stop, x, least, Math.min(now, to));
  const here = at === null ? undefined : stops[at];
  const hover = hovered === null ? undefined : stops.find((stop) => stopKey(stop) === hovered);
  const tipOf = (stop: Stop) => {
    const box = placeOf(stop);
    const amid = Math.min(width, Math.max(0, box.x + box.width / 2));
    // Below its lane.
    return {
      x: amid,
      y: LANE_HEIGHT,
      width,
      height: 2 * LANE_HEIGHT,
      lines: stopLines(stop, line.name, zone, now),
    };
  };
  const reading = readingOf(
    stops.length,
    at,
    here === undefined
      ? `${plural(stops.length, stops[0]?.kind === "day" ? "day" : "place")}; arrow keys read them, up and down those of other lines`
      : stopLines(here, line.name, zone, now).join(", "),
    (event) => onKey(event, place, at),
  );
  return (
    <div
      className={styles.plot}
      data-lane
      aria-label={words}
      {...reading}
      {...(isTabStop || stops.length === 0 ? {} : { tabIndex: -1 })}
    >
      <div className={styles.track}>
        <svg width={width} height={LANE_HEIGHT} viewBox={`0 0 ${width} ${LANE_HEIGHT}`} aria-hidden="true">
          {ticks.map((tick) => (
            <line key={tick} className={styles.tick} x1={x(tick)} x2={x(tick)} y1={0} y2={LANE_HEIGHT} />
          ))}
          {inOrderDrawn(stops).map((stop) => (
            <LaneStop
              key={stopKey(stop)}
              stop={stop}
              box={placeOf(stop)}
              onOpen={(one) => onOpen(line, one)}
              onHover={(one) => setHovered(one === null ? null : stopKey(one))}
            />
          ))}
          {here === undefined ? null : <Here {...placeOf(here)} />}
        </svg>
      </div>
      {here === undefined ? (
        <KeyHint>← → read runs · ↑ ↓ other lines · Enter opens a run · Esc back</KeyHint>
      ) : null}
      {hover === undefined ? null : <Tip {...tipOf(hover)} />}
      {hover !== undefined || here === undefined ? null : (
        <div data-kept>
          <Tip {...tipOf(here)} />
        </div>
      )}
    </div>
  );
});

/** Null where it is gone. */
function placeIn(stops: readonly Stop[], key: string | null): number | null {
  const place = stops.findIndex((stop) => stopKey(stop) === key);
  return place === -1 ? null : place;
}

/** Runs above what stands for the lack of one. */
function inOrderDrawn(stops: readonly Stop[]): Stop[] {
  return stops.toSorted((a, b) => Number(a.kind === "run") - Number(b.kind === "run"));
}

function leastWidth(distance: number): number {
  return Math.min(ENOUGH_WIDTH, Math.max(LEAST_WIDTH, distance * LEAST_SHARE));
}

type Cells = Days["rows"][number]["cells"];

function describe(line: Line, cells: Cells): string {
  const bad = line.points.filter((point) => pointTone(point) === "failed").length;
  const missed = cells.filter(({ kind }) => kind === "missed").length;
  const also = missed > 0 ? `, ${missed} missed` : "";
  return `${line.name}: ${line.points.length} runs, ${bad} failed${also}. The sessions below list them.`;
}
