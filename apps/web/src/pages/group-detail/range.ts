const DAY = 86_400_000;

export const RANGES = ["7d", "30d", "90d", "1y"] as const;
export type Range = (typeof RANGES)[number];

const LENGTH_MS: Record<Range, number> = { "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY, "1y": 365 * DAY };
export const RANGE_LABEL: Record<Range, string> = { "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y" };

/**
 * The time that a page shows: what was drawn out of a chart, else the last days. The present end is rounded up to the
 * next quarter of an hour, so that the same question is asked again only when its answer can differ.
 */
export function shownTime(
  search: { range?: Range; from?: string; to?: string },
  now: number,
): { from: number; to: number } {
  const quarter = 900_000;
  const to = search.to === undefined ? Math.ceil(now / quarter) * quarter : Date.parse(search.to);
  const from = search.from === undefined ? to - LENGTH_MS[search.range ?? "30d"] : Date.parse(search.from);
  return from < to ? { from, to } : { from: to - LENGTH_MS["30d"], to };
}
