import { createRoute, z } from "@hono/zod-openapi";
import { type Figures, figuresSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { params } from "./params.ts";

const MOST_ROWS = 4_000;
const DAY = 86_400_000;
const PRESET_DAYS = { day: 400, hour: 14 };

const figures = createRoute({
  method: "get",
  path: "/figures",
  summary:
    "An item's sessions summed up by UTC day, or a source's by UTC hour; also of sessions that went since",
  request: {
    query: z.strictObject({
      item: params.once.optional(),
      source: params.once.optional(),
      from: params.instant,
      to: params.instant,
    }),
  },
  responses: jsonOf(
    figuresSchema,
    "Days or hours with sessions, oldest first, at most 4,000: those that begin at `from` or later (preset: 400 days, or 14 of a source, before `to`) and before `to` (preset: now)",
  ),
});

export function figuresRoutes({ store, now }: Pick<Deps, "store" | "now">) {
  return createRoutes().openapi(figures, async (c) => {
    const { item, source, from: wantedFrom, to: wantedTo } = c.req.valid("query");
    if ((item === undefined) === (source === undefined))
      throw new HttpError(400, "bad-request", "give either item= or source=");
    const unit = item === undefined ? "hour" : "day";
    const to = wantedTo ?? new Date(now()).toISOString();
    const from = wantedFrom ?? new Date(Date.parse(to) - PRESET_DAYS[unit] * DAY).toISOString();
    if (Date.parse(to) < Date.parse(from))
      throw new HttpError(400, "bad-request", "from, to: from must be before to");
    const of = item === undefined ? { source: source as string } : { item };
    const rows = await store.figures(of, from, to, MOST_ROWS + 1, { signal: c.get("signal") });
    if (rows.length > MOST_ROWS)
      throw new HttpError(
        400,
        "bad-request",
        `from, to: there are more than ${MOST_ROWS} ${unit}s between them; narrow them`,
      );
    const answer: Figures = { unit, rows };
    return c.json(answer, 200);
  });
}
