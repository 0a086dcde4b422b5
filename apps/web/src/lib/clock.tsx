import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type SourceZones, zoneOfSource } from "./zone.ts";

/** What every shown time depends on. */
export interface Clock {
  /** By the server's clock, which the times of sources and sessions are told by. */
  now: number;
  /** By this machine's own, for what it took note of itself. */
  localNow: number;
  /** An IANA name. Where each source's own zone is asked for: of the source that all of what stands here is of. */
  zone: string;
  /** The sources' zones where each one's own is asked for; else null, and `zone` is everybody's. */
  zones: SourceZones | null;
}

const ClockContext = createContext<Clock>({
  now: Date.now(),
  localNow: Date.now(),
  zone: "UTC",
  zones: null,
});

export function ClockProvider({
  zone,
  zones = null,
  skewMs = 0,
  everyMs = 15_000,
  children,
}: {
  zone: string;
  zones?: SourceZones | null;
  /** How much later the server's clock is than this machine's. */
  skewMs?: number;
  everyMs?: number;
  children: ReactNode;
}) {
  const localNow = useNow(everyMs);
  const clock = useMemo(
    () => ({ now: localNow + skewMs, localNow, zone, zones }),
    [localNow, skewMs, zone, zones],
  );
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** All within is of one source: where each source's own zone is asked for, times stand in this one's. */
export function SourceZone({ source, children }: { source: string | null; children: ReactNode }) {
  const clock = useClock();
  const zone = zoneOfSource(clock, source);
  return <ClockContext value={useMemo(() => ({ ...clock, zone }), [clock, zone])}>{children}</ClockContext>;
}

export function useClock(): Clock {
  return useContext(ClockContext);
}

/** The time, renewed every `everyMs` and at once when the page is seen again after sleep. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs]);
  return now;
}

/** An answer takes a moment to come: less than this is no difference of clocks. */
const LEAST_SKEW_MS = 30_000;

/** How much later the server's clock is than this machine's, which read at `readAt` what the server made at `asOf`. */
export function skewOf(asOf: string, readAt: number): number {
  const skew = Date.parse(asOf) - readAt;
  return Math.abs(skew) < LEAST_SKEW_MS ? 0 : skew;
}
