import type { Metric, Series } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { seriesQuery } from "../../api/queries.ts";

const NAMES = {
  transferredBytes: { title: "Transferred size", verb: "transfers" },
  processedBytes: { title: "Processed size", verb: "processes" },
  selectedBytes: { title: "Selected size", verb: "selects" },
} as const satisfies Partial<Record<Metric, object>>;

/**
 * The transferred size over time; where the vendor tells none, the processed or else the selected size, under its own
 * name and with a note that says so.
 */
export function useSizes(of: { device?: string; policy?: string }, from: string, to: string | undefined) {
  const transferred = useQuery(seriesQuery(of, "transferredBytes", from, to));
  const untold = transferred.data !== undefined && isUntold(transferred.data);
  const processed = useQuery({ ...seriesQuery(of, "processedBytes", from, to), enabled: untold });
  const untoldToo = untold && processed.data !== undefined && isUntold(processed.data);
  const selected = useQuery({ ...seriesQuery(of, "selectedBytes", from, to), enabled: untoldToo });
  const metric = untoldToo ? "selectedBytes" : untold ? "processedBytes" : "transferredBytes";
  const query = untoldToo ? selected : untold ? processed : transferred;
  const note = untold
    ? `The vendor tells no transferred size here; this is the ${NAMES[metric].title.toLowerCase()}. `
    : "";
  return { query, note, metric, ...NAMES[metric] } as const;
}

function isUntold(series: Series): boolean {
  return (
    series.lines.length > 0 && series.lines.every(({ points }) => points.every(({ value }) => value === null))
  );
}
