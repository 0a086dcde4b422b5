import type { Metric } from "../../contract.ts";
import type { MayStop, Point, Store } from "../store.ts";

/** The lines of a chart with their points, as a chart of at most so many asks for them. */
export async function drawn(
  store: Store,
  by: Parameters<Store["lines"]>[0],
  metric: Metric,
  { from = null, to = null, most = 400 }: { from?: string | null; to?: string | null; most?: number } = {},
  asker?: MayStop,
): Promise<{ itemId: string; name: string; points: Point[] }[]> {
  const lines = await store.lines(by, asker);
  const itemIds = lines.map(({ itemId }) => itemId);
  const points = await store.points(itemIds, metric, from, to, most, asker);
  return lines.map((line, i) => ({ ...line, points: points[i] ?? [] }));
}
