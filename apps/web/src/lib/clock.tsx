import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { viewerZone } from "./zone.ts";

/** What every shown time depends on. `zone` is an IANA name. */
export interface Clock {
  now: number;
  zone: string;
}

const ClockContext = createContext<Clock>({ now: Date.now(), zone: viewerZone() });

export function ClockProvider({
  zone,
  everyMs = 15_000,
  children,
}: {
  zone: string;
  everyMs?: number;
  children: ReactNode;
}) {
  const now = useNow(everyMs);
  return <ClockContext value={{ now, zone }}>{children}</ClockContext>;
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
