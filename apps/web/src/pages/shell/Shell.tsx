import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useLive } from "../../api/provider.tsx";
import { aboutQuery, overviewQuery } from "../../api/queries.ts";
import { ClockProvider, skewOf } from "../../lib/clock.tsx";
import { useGrowing } from "../../lib/stage.ts";
import { resolveZone, viewerZone, zonesOf } from "../../lib/zone.ts";
import { Freshness, ServerGone } from "./Freshness.tsx";
import { Keys } from "./Keys.tsx";
import { Notices } from "./Notices.tsx";
import { NAV } from "./nav.ts";
import { Palette } from "./Palette.tsx";
import styles from "./Shell.module.css";
import { ZoneSwitch } from "./Switches.tsx";
import { useOwnAnswer } from "./use-own-answer.ts";
import { CopyLink, Views } from "./Views.tsx";

const SessionDrawer = lazy(() => import("./SessionDrawer.tsx").then((m) => ({ default: m.SessionDrawer })));

/** What stands around every page but the wall. */
export function Shell() {
  const { zone, session } = useSearch({ from: "/shell" });
  const about = useQuery(aboutQuery());
  const { darkSince } = useLive();
  const overview = useQuery(overviewQuery());
  const isDrawn = useGrowing(0, 1, 1) === 1;
  const isElsewhere = useLocation({ select: ({ pathname }) => pathname !== "/" });
  useOwnAnswer(isElsewhere || darkSince !== null);
  const keys = useRef<HTMLDialogElement>(null);
  const sources = overview.data?.sources;
  const sourceZones = useMemo(() => zonesOf(sources ?? []), [sources]);
  const skewMs = overview.data === undefined ? 0 : skewOf(overview.data.asOf, overview.dataUpdatedAt);
  const bySource = zone === "source";
  const shownZone = resolveZone(zone, viewerZone(), about.data?.timeZone ?? null, sourceZones);
  if (!isDrawn) return null;
  return (
    <ClockProvider zone={shownZone} zones={bySource ? sourceZones : null} skewMs={skewMs}>
      <a href="#main" className={styles.skip}>
        To the content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          Lastgood
        </Link>
        <nav aria-label="Pages" className={styles.nav}>
          {NAV.map(({ to, label }) => (
            <Link key={label} to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
              {label}
            </Link>
          ))}
        </nav>
        <Palette onKeys={() => keys.current?.showModal()} />
        <CopyLink />
        <Views />
        <ZoneSwitch sourceZones={sourceZones} />
        <Keys dialog={keys} />
        <Freshness />
      </header>
      <Notices notices={about.data?.notices ?? []} />
      <ServerGone />
      <main id="main" tabIndex={-1} className={darkSince === null ? styles.main : `${styles.main} withdrawn`}>
        {about.isPending || (bySource && overview.isPending) ? null : <Outlet />}
      </main>
      {session === undefined ? null : (
        <Suspense>
          <SessionDrawer id={session} />
        </Suspense>
      )}
    </ClockProvider>
  );
}
