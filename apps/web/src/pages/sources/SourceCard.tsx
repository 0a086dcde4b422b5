import type { Notice, Source } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useClock } from "../../lib/clock.tsx";
import { sourceLook } from "../../lib/dark-source.ts";
import { formatAge, formatCount, formatDuration, plural } from "../../lib/format.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { VENDOR_LABEL } from "../../lib/status-look.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Time } from "../../ui/Time.tsx";
import { ERROR_WORDS, healthInWords, inZone } from "./health-words.ts";
import { paceInWords } from "./progress-words.ts";
import { Reading } from "./Reading.tsx";
import styles from "./Sources.module.css";

const SOON_MS = 30 * 86_400_000;

/** One source: reachable or not and in what words, when it was and will be read, and what it gave. */
export function SourceCard({
  source,
  open,
  notices,
  children,
}: {
  source: Source;
  /** Whether its rejects, the children, are shown. */
  open: boolean;
  notices: readonly Notice[];
  children: ReactNode;
}) {
  const patch = usePatchSearch();
  const { now, zone } = useClock();
  const look = sourceLook(source, now);
  const pace = paceInWords(source);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (decodeURIComponent(location.hash.slice(1)) === source.id) card.current?.scrollIntoView();
  }, [source.id]);
  return (
    <section
      ref={card}
      id={source.id}
      className={`panel ${styles.card}`}
      data-tone={look.tone}
      aria-labelledby={`name-${source.id}`}
    >
      <header>
        <h2 id={`name-${source.id}`}>
          <Mark shape={look.shape} className="tone" /> <bdi>{source.name}</bdi>
        </h2>
        <span className="tone">
          {look.label}: {healthInWords(source, now)}
        </span>
        <span className="dim">
          {VENDOR_LABEL[source.vendor]} · {source.url} · {source.id}
        </span>
      </header>
      {source.error === null ? null : (
        <p className={styles.error}>
          <strong>{ERROR_WORDS[source.error.kind]}:</strong> <bdi>{source.error.message}</bdi>{" "}
          <span className="dim">
            (<Time at={source.error.at} />)
          </span>
        </p>
      )}
      {source.insecure ? (
        <p className={styles.error} data-tone="warning">
          <Mark shape="triangle" className="tone" /> Its certificate is not checked (<code>tls.insecure</code>
          ): what it says could come from anyone in between.
        </p>
      ) : null}
      {notices.map(({ text }) => (
        <p key={text} className={styles.error} data-tone="warning">
          <Mark shape="triangle" className="tone" /> <bdi>{text}</bdi>
        </p>
      ))}
      <Reading source={source} />
      <Facts
        facts={[
          { name: "Last read in whole", value: <Time at={source.lastGoodPollAt} none="not yet" /> },
          { name: "Last try", value: <Time at={source.lastPolledAt} short none="not yet" /> },
          { name: "It took", value: formatDuration(source.lastPollMs) },
          {
            name: `Next, every ${formatAge(source.everyMs)}`,
            value: source.polling ? "reading now" : <Time at={source.nextPollAt} short none="none planned" />,
          },
          {
            name: "Items",
            value: (
              <Link to="/items" search={{ source: [source.id] }}>
                {formatCount(source.items)}
              </Link>
            ),
          },
          {
            name: "Sessions",
            value: (
              <Link to="/sessions" search={{ source: [source.id], rows: "all" }}>
                {formatCount(source.sessions - source.expired)}
              </Link>
            ),
          },
          ...(source.expired === 0
            ? []
            : [{ name: "Past the retention", value: formatCount(source.expired) }]),
          {
            name: "Rejects",
            value:
              source.rejects === 0 ? (
                "0"
              ) : (
                <button
                  type="button"
                  className={styles.count}
                  aria-expanded={open}
                  onClick={() => patch({ rejects: open ? undefined : source.id })}
                >
                  {formatCount(source.rejects)} <span aria-hidden="true">{open ? "▾" : "▸"}</span>
                </button>
              ),
          },
          { name: "Repeats", value: formatCount(source.repeats) },
          { name: "Requests since start", value: formatCount(source.requests) },
          {
            name: "Certificate ends",
            value: <Certificate source={source} now={now} />,
          },
        ]}
      />
      {pace.length === 0 ? null : <p className="dim">Pace: {pace.join(" · ")}</p>}
      {source.learnt.length === 0 ? null : (
        <p className="dim">Learnt: {inZone(source.learnt.join(" · "), zone, now)}</p>
      )}
      {open ? (
        <div className={styles.rejects}>
          <h3>{plural(source.rejects, "record")} that could not become a session</h3>
          {children}
        </div>
      ) : null}
    </section>
  );
}

function Certificate({ source, now }: { source: Source; now: number }) {
  const { certificateEndsAt: endsAt, url } = source;
  if (endsAt === null)
    return <span className="faint">{url.startsWith("http:") ? "not encrypted" : "not known"}</span>;
  const left = Date.parse(endsAt) - now;
  return (
    <span data-tone={left < SOON_MS ? "warning" : undefined}>
      {left < SOON_MS ? <Mark shape="triangle" className="tone" /> : null} {left < 0 ? "ended " : null}
      <Time at={endsAt} short />
    </span>
  );
}
