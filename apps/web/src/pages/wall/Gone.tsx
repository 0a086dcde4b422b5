import type { Overview } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { useClock } from "../../lib/clock.tsx";
import { formatAbsolute, formatClock, formatCount, notReadFor } from "../../lib/format.ts";
import { Mark } from "../../ui/Mark.tsx";
import type { WallScreen } from "./screen.ts";
import styles from "./Wall.module.css";

type Told = Extract<WallScreen, { kind: "new-version" | "unreachable" | "starting" | "unreadable" }>;
type Bare = Extract<WallScreen, { kind: "empty" | "loading" }>;

const TITLES = {
  unreachable: "The Lastgood server does not answer",
  unreadable: "The data cannot be read",
};

/** Over the whole screen: nobody may take old data for the present. */
export function Gone({ screen, overview }: { screen: Told; overview: Overview | undefined }) {
  const { now, zone } = useClock();
  if (screen.kind === "new-version") {
    return (
      <Band role="status">
        <h1>Lastgood {screen.version} is here</h1>
        <p>This wall loads it now.</p>
      </Band>
    );
  }
  const { since } = screen;
  const isStarting = screen.kind === "starting";
  return (
    <Band role={isStarting ? "status" : "alert"}>
      {isStarting ? null : <Mark shape="dashed-ring" className="tone" />}
      <h1>{isStarting ? screen.words : TITLES[screen.kind]}</h1>
      {isStarting && since === null ? (
        <p>This wall fills by itself once all are.</p>
      ) : (
        <p className={styles.since}>{notReadFor(since, now)}</p>
      )}
      {screen.kind === "unreadable" ? <p>{screen.message}</p> : null}
      {since === null || overview === undefined ? null : (
        <p>
          {formatAbsolute(new Date(since).toISOString(), zone, now)}: {formatCount(overview.good)} of{" "}
          {formatCount(overview.total)} items good. What happened since is not known.
        </p>
      )}
      <time>{formatClock(now, zone)}</time>
    </Band>
  );
}

const EMPTY: Record<Extract<WallScreen, { kind: "empty" }>["why"], { title: string; text: string }> = {
  "no-sources": {
    title: "No source is configured yet",
    text: "Name one in lastgood.yaml: this wall then fills by itself.",
  },
  "no-match": { title: "No item matches this wall's filter", text: "" },
  "nothing-yet": { title: "No items known yet", text: "The sources are being read." },
};

/** In place of data: there is none, and why. */
export function Nothing({ screen, only }: { screen: Bare; only: readonly string[] }) {
  const { now, zone } = useClock();
  const { title, text } = screen.kind === "loading" ? { title: "Reading…", text: "" } : EMPTY[screen.why];
  return (
    <Band role="status">
      <h1>{title}</h1>
      <p>{screen.kind === "empty" && screen.why === "no-match" ? only.join(", ") : text}</p>
      <time>{formatClock(now, zone)}</time>
    </Band>
  );
}

function Band({ role, children }: { role: "alert" | "status"; children: ReactNode }) {
  return (
    <div className={styles.gone} role={role}>
      <div data-tone="unknown">{children}</div>
    </div>
  );
}
