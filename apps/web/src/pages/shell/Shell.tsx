import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useLive } from "../../api/provider.tsx";
import { aboutQuery } from "../../api/queries.ts";
import { ClockProvider } from "../../lib/clock.tsx";
import { resolveZone, viewerZone } from "../../lib/zone.ts";
import { FindBox } from "./FindBox.tsx";
import { Freshness, ServerGone } from "./Freshness.tsx";
import { Keys } from "./Keys.tsx";
import { Notices } from "./Notices.tsx";
import { NAV } from "./nav.ts";
import styles from "./Shell.module.css";
import { ThemeSwitch, ZoneSwitch } from "./Switches.tsx";

const SessionDrawer = lazy(() => import("./SessionDrawer.tsx").then((m) => ({ default: m.SessionDrawer })));

/** What stands around every page but the wall. */
export function Shell() {
  const { zone, session } = useSearch({ from: "/shell" });
  const about = useQuery(aboutQuery());
  const { darkSince } = useLive();
  const shownZone = resolveZone(zone, viewerZone(), about.data?.timeZone ?? null);
  return (
    <ClockProvider zone={shownZone}>
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
        <FindBox />
        <ZoneSwitch serverZone={about.data?.timeZone ?? null} />
        <ThemeSwitch />
        <Keys />
        <Freshness />
      </header>
      <Notices notices={about.data?.notices ?? []} />
      <ServerGone />
      <main id="main" tabIndex={-1} className={darkSince === null ? styles.main : `${styles.main} withdrawn`}>
        {about.isPending ? null : <Outlet />}
      </main>
      {session === undefined ? null : (
        <Suspense>
          <SessionDrawer key={session} id={session} />
        </Suspense>
      )}
    </ClockProvider>
  );
}
