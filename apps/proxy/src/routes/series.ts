import { createRoute, z } from "@hono/zod-openapi";
import { METRICS, type Series, STATES, seriesSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { usualBand } from "../insight/band.ts";
import { isFailure } from "../insight/good.ts";
import { thin } from "../insight/thin.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { params } from "./params.ts";

const MOST_LINES = 50;
/** What is usual at the first points is told by runs before them: eight weekly ones, and more of those that come oftener. */
const LOOK_BACK_MS = 60 * 86_400_000;
const MOST_BEFORE = 2_000;

const series = createRoute({
  method: "get",
  path: "/series",
  summary: "One figure over time, a line an item of a device or policy, worst first",
  request: {
    query: z.strictObject({
      device: params.once.optional(),
      policy: params.once.optional(),
      metric: z.enum(METRICS),
      from: params.instant,
      to: params.instant,
      points: params.wholeNumber(10, 5_000, 400),
    }),
  },
  responses: jsonOf(seriesSchema, "At most 50 lines"),
});

/** Outside of what is usual there. */
function isOutlier({ value, low, high }: Series["lines"][number]["points"][number]): boolean {
  return value !== null && low !== null && high !== null && (value < low || value > high);
}

export function seriesRoutes({ store, board, now }: Deps) {
  return createRoutes().openapi(series, async (c) => {
    const { device, policy, metric, from, to, points } = c.req.valid("query");
    if ((device === undefined) === (policy === undefined))
      throw new HttpError(400, "bad-request", "give either device= or policy=");
    const by = device === undefined ? { policy: policy as string } : { device };
    const asker = { signal: c.get("signal") };
    const all = await store.lines(by, asker);
    const clock = now();
    // What is no entry comes last.
    const rankOf = ({ itemId }: { itemId: string }) =>
      STATES.indexOf(board.entry(itemId, clock)?.state ?? "retired");
    const shown = all
      .toSorted((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name))
      .slice(0, MOST_LINES);
    const itemIds = shown.map(({ itemId }) => itemId);
    const found = await store.points(itemIds, metric, from ?? null, to ?? null, points, asker);
    const since = from && new Date(Date.parse(from) - LOOK_BACK_MS).toISOString();
    const earlier = since ? await store.points(itemIds, metric, since, from, MOST_BEFORE, asker) : [];
    const lines = shown.map(({ itemId, name }, place) => {
      const [own, before] = [found[place] ?? [], earlier[place] ?? []];
      const bands = usualBand([...before, ...own]).slice(before.length);
      const drawn = own.map((point, i) => ({
        sessionId: point.id,
        at: point.at,
        value: point.value,
        status: point.status,
        flags: point.flags,
        low: bands[i]?.low ?? null,
        high: bands[i]?.high ?? null,
      }));
      const isKept = (point: (typeof drawn)[number]) =>
        isFailure(point.status) || point.flags.length > 0 || isOutlier(point);
      return { id: itemId, name, points: thin(drawn, points, (point) => point.value, isKept) };
    });
    const answer: Series = { unit: metric === "durationMs" ? "ms" : "bytes", lines };
    return c.json(answer, 200);
  });
}
