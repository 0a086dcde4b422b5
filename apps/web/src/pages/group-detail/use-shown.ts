import { useClock } from "../../lib/clock.tsx";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { type Range, shownTime } from "./range.ts";

/** What of the address a page of charts reads. */
export interface DetailSearch {
  range?: Range;
  from?: string;
  to?: string;
  /** The line in focus. */
  line?: string;
  /** The newest month of the calendar. */
  month?: string;
  /** Little charts have a scale each unless they are to share one. */
  scale?: "same";
}

/** The time that the page shows, in epoch milliseconds and as the server is asked, and what charts do to the address. */
export function useShown(search: DetailSearch) {
  const { now } = useClock();
  const patch = usePatchSearch();
  const { from, to } = shownTime(search, now);
  const isZoomed = search.from !== undefined || search.to !== undefined;
  return {
    isZoomed,
    from,
    to,
    fromIso: new Date(from).toISOString(),
    toIso: search.to,
    onSession: (session: string) => patch({ session }),
    onLine: (line: string | undefined) => patch({ line }, { replace: true }),
    /** The chosen length of time stays in the address: it is what null leads back to. */
    onZoom: (range: { from: number; to: number } | null) => {
      if (range === null && !isZoomed) return;
      patch({
        from: range === null ? undefined : new Date(range.from).toISOString(),
        to: range === null ? undefined : new Date(range.to).toISOString(),
      });
    },
  };
}

export type Shown = ReturnType<typeof useShown>;
