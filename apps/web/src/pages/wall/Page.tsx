import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useLive } from "../../api/provider.tsx";
import { aboutQuery, overviewQuery, wallQuery } from "../../api/queries.ts";
import { ClockProvider } from "../../lib/clock.tsx";
import { applyTheme, readTheme } from "../../lib/theme.ts";
import { resolveZone, viewerZone } from "../../lib/zone.ts";
import { letterSizes } from "./letters.ts";
import { shiftAt } from "./rotation.ts";
import { useViewport } from "./use-viewport.ts";
import styles from "./Wall.module.css";
import { WallScreen } from "./WallScreen.tsx";

/** Problems only, for people who touch nothing. The first that holds is shown: gone, unread, or the state itself. */
export function Page() {
  const search = useSearch({ from: "/wall" });
  const { darkSince, version, firstVersion } = useLive();
  const about = useQuery(aboutQuery());
  const overview = useQuery(overviewQuery());
  const wall = useQuery(wallQuery({ client: search.client, source: search.source }));
  const viewport = useViewport();
  const letters = letterSizes(viewport, search.distance, search.diagonal);

  useEffect(() => {
    applyTheme(search.theme ?? "dark");
    return () => applyTheme(readTheme());
  }, [search.theme]);

  // Nobody is there to press a button: a new release loads itself.
  useEffect(() => {
    if (version !== firstVersion) location.reload();
  }, [version, firstVersion]);

  const zone = resolveZone(search.zone, viewerZone(), about.data?.timeZone ?? null);
  const shift = shiftAt(Date.now());
  return (
    <ClockProvider zone={zone} everyMs={1000}>
      <main
        className={styles.wall}
        style={
          {
            "--big": `${letters.big}px`,
            "--small": `${letters.small}px`,
            translate: `${shift.x}px ${shift.y}px`,
          } as React.CSSProperties
        }
      >
        <WallScreen
          wall={wall.data ?? null}
          readAt={Math.min(wall.dataUpdatedAt, overview.dataUpdatedAt)}
          failure={wall.error ?? overview.error}
          overview={overview.data ?? null}
          darkSince={darkSince}
          rotateMs={(search.rotate ?? 30) * 1000}
          letters={letters}
          viewport={viewport}
          narrowed={search.client !== undefined || search.source !== undefined}
          sound={search.sound === "on"}
          notices={about.data?.notices ?? []}
        />
      </main>
    </ClockProvider>
  );
}
