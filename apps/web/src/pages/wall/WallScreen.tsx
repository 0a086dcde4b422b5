import type { Notice, Overview } from "@lastgood/proxy/contract";
import type { WallItems } from "../../api/queries.ts";
import { useClock } from "../../lib/clock.tsx";
import { formatAge, formatClock, formatCount, notReadFor } from "../../lib/format.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import type { Letters, Viewport } from "./letters.ts";
import { useFailureSound } from "./use-failure-sound.ts";
import styles from "./Wall.module.css";
import { WallList } from "./WallList.tsx";
import { wallRows } from "./wall-rows.ts";

interface WallScreenProps {
  wall: WallItems | null;
  /** When both answers were last read; 0 while one never was. */
  readAt: number;
  failure: Error | null;
  overview: Overview | null;
  darkSince: number | null;
  rotateMs: number;
  letters: Letters;
  viewport: Viewport;
  sound: boolean;
  /** Only some clients or sources are shown. */
  narrowed: boolean;
  notices: readonly Notice[];
}

/** Answers are asked for every minute: older than this, nothing on the screen may be believed. */
const TOO_OLD_MS = 150_000;

export function WallScreen(props: WallScreenProps) {
  const { wall, overview, failure, darkSince, readAt } = props;
  const { now, zone } = useClock();
  const sound = useFailureSound(wall?.problems ?? null, props.sound);
  if (darkSince !== null) {
    return <Gone title="The Lastgood server does not answer" since={darkSince} wall={wall} readAt={readAt} />;
  }
  if (wall === null || overview === null) {
    return failure === null ? (
      <p className={styles.whole}>Reading…</p>
    ) : (
      <Gone title={failure.message} since={null} wall={null} readAt={0} />
    );
  }
  if (failure !== null || now - readAt > TOO_OLD_MS) {
    return (
      <Gone
        title={failure?.message ?? "No answer from the Lastgood server"}
        since={readAt}
        wall={wall}
        readAt={readAt}
      />
    );
  }
  if (overview.sources.length === 0) return <p className={styles.whole}>No source is configured yet</p>;

  const { counts, problems } = wall;
  const { good, total } = goodOf(counts);
  const dark = overview.sources.filter(({ state }) => state !== "ok");
  const warned = props.notices.filter(
    ({ kind }) => kind === "demo" || kind === "open" || kind === "insecure",
  );
  return (
    <>
      <header className={styles.say}>
        <h1>
          {formatCount(good)} of {formatCount(total)} items good
        </h1>
        {dark.length === 0 ? null : (
          <p data-tone="unknown" className="tone">
            <Mark shape="dashed-ring" /> {darkWords(dark, now)}
          </p>
        )}
        <time>{formatClock(now, zone)}</time>
      </header>
      <ul className={styles.counts}>
        {(["failed", "overdue", "unknown", "never", "warning", "ok"] as const)
          .filter((state) => counts[state] > 0 || state === "failed" || state === "ok")
          .map((state) => (
            <li
              key={state}
              data-tone={STATE_LOOK[state].tone}
              data-quiet={state === "ok" || counts[state] === 0}
            >
              <strong>{formatCount(counts[state])}</strong>
              {state === "ok" ? null : <Mark shape={STATE_LOOK[state].shape} />}
              <span>{STATE_LOOK[state].label.toLowerCase()}</span>
            </li>
          ))}
      </ul>
      <WallList rows={wallRows(problems, overview.sources, now)} {...props} />
      <footer className={styles.foot}>
        {overview.stalest?.lastGoodPollAt == null ? null : (
          <span>
            oldest data {notReadFor(overview.stalest.lastGoodPollAt, now).replace("not read for ", "")}
          </span>
        )}
        {overview.retiredLast7Days > 0 && !props.narrowed ? (
          <span>retired in the last 7 days: {overview.retiredLast7Days}</span>
        ) : null}
        {warned.map((notice) => (
          <span key={notice.text} data-tone="warning" className="tone">
            <Mark shape="triangle" /> {notice.text}
          </span>
        ))}
        {sound === "blocked" ? <span>sound blocked</span> : null}
      </footer>
    </>
  );
}

/** The one that is dark the longest by name; how many more. */
function darkWords(dark: Overview["sources"], now: number): string {
  const [longest, ...others] = dark.toSorted((a, b) =>
    (a.lastGoodPollAt ?? "").localeCompare(b.lastGoodPollAt ?? ""),
  );
  if (longest === undefined) return "";
  const more = others.length === 0 ? "" : `, ${others.length} more`;
  return `${longest.name} ${notReadFor(longest.lastGoodPollAt, now)}${more}`;
}

/** Over the whole screen: nobody may take old data for the present. */
function Gone({
  title,
  since,
  wall,
  readAt,
}: {
  title: string;
  since: number | null;
  wall: WallItems | null;
  readAt: number;
}) {
  const { now, zone } = useClock();
  const last = wall === null ? null : goodOf(wall.counts);
  return (
    <div className={styles.gone} role="alert" data-tone="unknown">
      <Mark shape="dashed-ring" className="tone" />
      <h1>{title}</h1>
      {since === null ? null : <p className={styles.big}>{notReadFor(since, now)}</p>}
      {last === null ? null : (
        <p>
          At {formatClock(readAt, zone)} {formatCount(last.good)} of {formatCount(last.total)} items were
          good. What happened since is not known.
        </p>
      )}
      <time>{formatClock(now, zone)}</time>
    </div>
  );
}

function goodOf(counts: WallItems["counts"]): { good: number; total: number } {
  const good = counts.ok + counts.warning;
  return { good, total: good + counts.failed + counts.overdue + counts.unknown + counts.never };
}
