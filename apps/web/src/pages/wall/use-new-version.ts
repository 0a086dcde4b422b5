import { useEffect } from "react";
import { useLive } from "../../api/provider.tsx";
import { useNow } from "../../lib/clock.tsx";

const PAUSE_MS = 3_000;
/** Two servers of different versions behind one address must not make the wall load itself over and over. */
const BETWEEN_RELOADS_MS = 10 * 60_000;

/** Whether the page may load itself again: at once, but for one that did so a short while ago. */
export function mayReload(cameByReload: boolean, stoodMs: number): boolean {
  return !cameByReload || stoodMs > BETWEEN_RELOADS_MS;
}

/** Loads a new release by itself, for nobody is there to press a button; says which while it does. */
export function useNewVersion(): string | null {
  const { darkSince, version, firstVersion } = useLive();
  // Only from a server that is there: else the browser's own page of failure would stay on the wall.
  const isNew = darkSince === null && version !== null && version !== firstVersion;
  const stoodMs = useNow(5_000) - performance.timeOrigin;
  const loading = isNew && mayReload(cameByReload(), stoodMs) ? version : null;
  useEffect(() => {
    if (loading === null) return;
    const timer = setTimeout(() => location.reload(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [loading]);
  return loading;
}

function cameByReload(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return (entry as PerformanceNavigationTiming | undefined)?.type === "reload";
}
