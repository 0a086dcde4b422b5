import type { Notice, Overview } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useClock } from "../../lib/clock.tsx";
import { isDark, oldestData } from "../../lib/dark-source.ts";
import { formatClock, formatTenths, plural } from "../../lib/format.ts";
import { Mark } from "../../ui/Mark.tsx";
import { Gone, Nothing } from "./Gone.tsx";
import { newNow } from "./new-failures.ts";
import { shiftAt } from "./rotation.ts";
import { wallScreen } from "./screen.ts";
import type { WallData } from "./use-wall.ts";
import styles from "./Wall.module.css";
import { WallCounts } from "./WallCounts.tsx";
import { WallList } from "./WallList.tsx";
import { wallRows } from "./wall-rows.ts";
import { wallSentence } from "./wall-sentence.ts";

/** One of the whole-screen states, with the last data beneath it, withdrawn, where there is any. */
export function Wall({ wall, readableTo }: { wall: WallData; readableTo: number | null }) {
  const { now } = useClock();
  const { overview, items } = wall;
  const dark = (overview?.sources ?? []).filter((source) => isDark(source, now + wall.clockSkewMs));
  const screen = wallScreen({
    ...wall,
    now,
    overview: overview ?? null,
    dark: dark.map(({ name }) => name),
    filtered: wall.only.length > 0,
  });
  const shift = shiftAt(now);
  const isStanding = screen.kind === "data" || screen.kind === "dark";
  const look = isStanding ? (screen.kind === "dark" && screen.all ? "withdrawn" : "") : styles.behind;
  const hasData = overview !== undefined && items !== undefined && screen.kind !== "empty";
  return (
    <>
      {hasData ? (
        <div
          className={`${styles.page} ${look}`}
          style={{ translate: `${shift.x}px ${shift.y}px` }}
          aria-hidden={!isStanding}
        >
          <Answer
            wall={wall}
            overview={overview}
            dark={dark}
            isFine={screen.kind === "data"}
            readableTo={readableTo}
          />
        </div>
      ) : null}
      {isStanding ? null : screen.kind === "empty" || screen.kind === "loading" ? (
        <Nothing screen={screen} only={wall.only} />
      ) : (
        <Gone screen={screen} overview={overview} />
      )}
      <Link to="/" className={styles.leave}>
        Leave the wall
      </Link>
    </>
  );
}

/** Said on every screen. */
const NOTICES_SHOWN = 1;
const EVERYWHERE: ReadonlySet<Notice["kind"]> = new Set([
  "store",
  "demo",
  "open",
  "insecure",
  "configuration",
  "clock",
]);

function Answer({
  wall,
  overview,
  dark,
  isFine,
  readableTo,
}: {
  wall: WallData;
  overview: Overview;
  dark: Overview["sources"];
  isFine: boolean;
  readableTo: number | null;
}) {
  const clock = useClock();
  const now = clock.now + wall.clockSkewMs;
  const items = wall.items?.items ?? [];
  const sentence = wallSentence(overview, items, dark, now);
  const fresh = newNow(wall.failures, clock.now);
  const rows = wallRows(items, {
    now,
    fresh,
    dark: new Set(dark.map(({ id }) => id)),
    sourceName: (id) => overview.sources.find((source) => source.id === id)?.name ?? id,
  });
  const notices = overview.notices.filter(({ kind }) => EVERYWHERE.has(kind));
  const insecure = overview.sources.filter((source) => source.insecure).map(({ name }) => name);
  const { oldest, unread } = oldestData(overview.sources, now);
  return (
    <>
      <header className={styles.say}>
        <h1>
          {wall.only.length === 0 ? null : <bdi>{wall.only.join(", ")}: </bdi>}
          {sentence.said.map((part, at) => (
            <Fragment key={part}>
              {at === 0 ? null : " · "}
              <span>{part}</span>
            </Fragment>
          ))}
        </h1>
        <time>
          {formatClock(now, clock.zone)}
          {wall.zoneName === null ? null : <small> {wall.zoneName}</small>}
        </time>
        {sentence.unread.length === 0 ? null : (
          <p className={styles.unread}>
            {sentence.unread.map(({ name, text }) => (
              <span key={name}>
                <Mark shape="dashed-ring" />
                {name === "" ? null : <b dir="auto">{name}</b>} <span>{text}</span>
              </span>
            ))}
          </p>
        )}
      </header>
      <WallCounts
        counts={overview.counts}
        fresh={items.filter((item) => item.state === "failed" && fresh.has(item.id)).length}
      />
      <WallList
        rows={rows}
        rotateMs={wall.rotateMs}
        notListed={(wall.items?.total ?? 0) - items.length}
        fine={isFine ? "Nothing needs anyone" : ""}
      >
        <strong>{[oldest, unread].filter(Boolean).join(" · ") || "no data yet"}</strong>
      </WallList>
      <footer className={styles.foot}>
        {wall.sound === "blocked" ? <Warn text="sound blocked" /> : null}
        {readableTo === null ? null : <Warn text={`readable from ${formatTenths(readableTo)} m only`} />}
        {insecure.length === 0 ? null : <Warn text={`certificate not checked: ${insecure.join(", ")}`} />}
        {notices.slice(0, NOTICES_SHOWN).map(({ text }) => (
          <Warn key={text} text={firstSentence(text)} />
        ))}
        {notices.length > NOTICES_SHOWN ? (
          <Warn text={plural(notices.length - NOTICES_SHOWN, "more notice")} />
        ) : null}
        {overview.retiredLast7Days === 0 ? null : (
          <span>{plural(overview.retiredLast7Days, "item")} retired in the last 7 days</span>
        )}
      </footer>
    </>
  );
}

/** Who reads a wall does not mend a configuration: the remedy stands on the other pages. */
function firstSentence(text: string): string {
  return text.split(/\.(?: |$)/, 1)[0] ?? text;
}

function Warn({ text }: { text: string }) {
  return (
    <span data-tone="warning" className="tone">
      <Mark shape="triangle" /> <bdi>{text}</bdi>
    </span>
  );
}
