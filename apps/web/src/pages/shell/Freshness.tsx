import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useLive } from "../../api/provider.tsx";
import { overviewQuery } from "../../api/queries.ts";
import { useClock } from "../../lib/clock.tsx";
import { isDark, oldestData } from "../../lib/dark-source.ts";
import { notReadFor } from "../../lib/format.ts";
import styles from "./Shell.module.css";

/** The age of the stalest source, whatever page is shown; green only while the stream lives and the sources answer. */
export function Freshness() {
  const { now } = useClock();
  const { live, darkSince } = useLive();
  const { data, isError } = useQuery(overviewQuery());
  const allRead = data !== undefined && data.sources.every((source) => !isDark(source, now));
  const { oldest, unread } = oldestData(data?.sources ?? [], now);
  // Never read is older than any age.
  const age = unread ?? oldest;
  const link = darkSince !== null ? "not connected" : live ? "live" : "polling";
  const tone =
    darkSince !== null || isError ? "unknown" : live && allRead ? "ok" : live ? "warning" : "unknown";
  return (
    <Link to="/" className={styles.fresh} data-tone={tone} title={data?.stalest?.name}>
      {age === null ? link : `${link} · ${age}`}
    </Link>
  );
}

/** Said over every page while the server is gone: the last good data stays, with its age. */
export function ServerGone() {
  const { localNow } = useClock();
  const { darkSince, version, firstVersion } = useLive();
  if (darkSince !== null) {
    return (
      <p role="alert" className={styles.gone}>
        The Lastgood server does not answer: {notReadFor(darkSince, localNow)}. What is shown is the last that
        was read.
      </p>
    );
  }
  if (version === firstVersion) return null;
  return (
    <p role="status" className={styles.gone}>
      Lastgood {version} runs on the server.{" "}
      <button type="button" className="button" onClick={() => location.reload()}>
        Load it
      </button>
    </p>
  );
}
