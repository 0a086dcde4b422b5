import { useSearch } from "@tanstack/react-router";
import { type CSSProperties, useEffect } from "react";
import { ClockProvider } from "../../lib/clock.tsx";
import { useRootClass } from "../../lib/root-class.ts";
import { applyTheme, theme as chosen } from "../../lib/theme.ts";
import { letterSizes } from "./letters.ts";
import { useViewport } from "./use-viewport.ts";
import { useWall } from "./use-wall.ts";
import styles from "./Wall.module.css";
import { Wall } from "./Wall.tsx";

/** Problems only, for people who touch nothing. Its options are all in its address. */
export function Page() {
  const search = useSearch({ from: "/wall" });
  const viewport = useViewport();
  const { big, small, readableTo } = letterSizes(viewport, search.distance, search.diagonal);
  const theme = search.theme ?? "dark";
  useEffect(() => {
    applyTheme(theme);
    return () => applyTheme(chosen.read());
  }, [theme]);
  useRootClass("wall");
  const wall = useWall(search);
  return (
    <ClockProvider zone={wall.zone} everyMs={1_000}>
      <main
        className={styles.wall}
        data-narrow={viewport.width < 28 * big}
        style={{ "--big": `${big}px`, "--small": `${small}px` } as CSSProperties}
      >
        <Wall wall={wall} readableTo={readableTo} />
      </main>
    </ClockProvider>
  );
}
