import { setImmediate } from "node:timers/promises";
import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { type CellKind, type Days, daysSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { backupDay, backupDayBounds, daysBetween } from "../insight/backup-day.ts";
import { itemCells, worstCell } from "../insight/cells.ts";
import { retentionCutMs } from "../store/retention-cut.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { filterItems } from "./item-filter.ts";
import { given, params } from "./params.ts";

const MOST_DAYS = 400;
/** Some megabytes read at once; more items than the board keeps longer histories of. */
const ITEMS_AT_ONCE = 200;
/** Some milliseconds' work, after which other requests have their turn. */
const CELLS_AT_ONCE = 25;
const DAY = 86_400_000;
/** What a day's cell also rests on: the run before it, of which a retry or the next one due is told. */
const LOOK_BACK_MS = 8 * DAY;

const days = createRoute({
  method: "get",
  path: "/days",
  summary: "The day grid: what each backup day brought, and why an empty one is empty",
  request: {
    query: z.strictObject({
      device: params.several,
      policy: params.several,
      client: params.several,
      source: params.several,
      by: z.enum(["client", "device", "policy", "source", "item", "all"]).default("all"),
      from: params.instant,
      to: params.instant,
    }),
  },
  responses: jsonOf(daysSchema, "A row a group, the worst first"),
});

type Row = { id: string; name: string | null };

/** The row an item stands in; null where it has no such thing. */
function rowOf({ facts }: Entry, by: string, sourceNames: ReadonlyMap<string, string>): Row | null {
  const { item } = facts.history;
  if (by === "all") return { id: "all", name: "All items" };
  if (by === "source") return { id: item.sourceId, name: sourceNames.get(item.sourceId) ?? item.sourceId };
  if (by === "client") return item.client;
  if (by === "device") return item.device;
  if (by === "policy") return item.policy;
  const names = [
    item.device?.name ?? item.policy?.name ?? item.id,
    item.workload ?? (item.device ? item.policy?.name : null),
  ];
  return { id: item.id, name: names.filter(Boolean).join(" · ") };
}

export function dayRoutes({ board, config, now }: Deps) {
  return createRoutes().openapi(days, async (c) => {
    const { from: wantedFrom, to: wantedTo, by, ...filter } = given(c.req.valid("query"));
    const clock = now();
    const { timeZone, dayStartsAt } = config().server;
    const to = wantedTo ? Date.parse(wantedTo) : clock;
    const from = wantedFrom ? Date.parse(wantedFrom) : to - 29 * DAY;
    if (to < from || to - from > MOST_DAYS * DAY)
      throw new HttpError(400, "bad-request", `from, to: at most ${MOST_DAYS} days, and from before to`);
    const names = daysBetween(
      backupDay(from, { timeZone, dayStartsAt }),
      backupDay(to, { timeZone, dayStartsAt }),
    );
    const sourceNames = new Map(config().sources.map(({ id, name }) => [id, name]));
    const entries = filterItems(board.entries(clock), filter);
    const cut = retentionCutMs(config().store.retentionMs, clock);
    const first = backupDayBounds(names[0] as string, { timeZone, dayStartsAt }).from;
    const rows = new Map<string, Row & { cells: CellKind[][] }>();
    for (let at = 0; at < entries.length; at += ITEMS_AT_ONCE) {
      const slice = entries.slice(at, at + ITEMS_AT_ONCE);
      const facts = await board.factsSince(slice, first - LOOK_BACK_MS, { signal: c.get("signal") });
      for (const [i, entry] of slice.entries()) {
        const row = rowOf(entry, by, sourceNames);
        if (!row) continue;
        const known = facts[i] ?? entry.facts;
        const found = rows.get(row.id) ?? { ...row, cells: [] };
        const rule = { timeZone: known.source.timeZone, dayStartsAt };
        found.cells.push(itemCells(known, names, rule, clock, cut));
        rows.set(row.id, found);
        if (i % CELLS_AT_ONCE === CELLS_AT_ONCE - 1) await setImmediate();
      }
    }
    const answer: Days = {
      days: names,
      rows: [...rows.values()].map(({ id, name, cells }) => ({
        id,
        name,
        cells: names.map((_, day) => {
          const counts: Partial<Record<CellKind, number>> = {};
          for (const item of cells) {
            const kind = item[day] as CellKind;
            counts[kind] = (counts[kind] ?? 0) + 1;
          }
          return { kind: worstCell(Object.keys(counts) as CellKind[]), counts };
        }),
      })),
    };
    return c.json(answer, 200);
  });
}
