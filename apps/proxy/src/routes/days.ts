import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { CELL_KINDS, type CellKind, type Days, daysSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { backupDay, backupDayBounds, daysBetween } from "../insight/backup-day.ts";
import { worstCell } from "../insight/cells.ts";
import { retentionCutMs } from "../store/retention-cut.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { forEachCells } from "./item-cells.ts";
import { filterItems } from "./item-filter.ts";
import { given, params } from "./params.ts";

const MOST_DAYS = 400;
const DAY = 86_400_000;

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
type Counts = Record<CellKind, number>;
/** All in one shape: half a million are counted at once. */
const NOTHING = Object.fromEntries(CELL_KINDS.map((kind) => [kind, 0])) as Counts;

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
    const first = backupDayBounds(names[0] as string, { timeZone, dayStartsAt }).from;
    const rows = new Map<string, Row & { counts: Counts[] }>();
    const count = (row: Row, cells: readonly CellKind[]) => {
      const counts = rows.get(row.id)?.counts as Counts[];
      cells.forEach((kind, day) => {
        (counts[day] as Counts)[kind] += 1;
      });
    };
    const shown = entries.flatMap((entry) => {
      const row = rowOf(entry, by, sourceNames);
      return row ? [{ entry, row }] : [];
    });
    for (const { row } of shown)
      if (!rows.has(row.id)) rows.set(row.id, { ...row, counts: names.map(() => ({ ...NOTHING })) });
    const rowOfItem = new Map(shown.map(({ entry, row }) => [entry.id, row]));
    await forEachCells(
      board,
      shown.map(({ entry }) => entry),
      () => names,
      { from: first, dayStartsAt, now: clock, cut: retentionCutMs(config().store.retentionMs, clock) },
      { signal: c.get("signal") },
      ({ id }, cells) => count(rowOfItem.get(id) as Row, cells),
    );
    const answer: Days = {
      days: names,
      rows: [...rows.values()].map(({ id, name, counts }) => ({
        id,
        name,
        cells: counts.map((own) => {
          const present = CELL_KINDS.filter((kind) => own[kind] > 0);
          return {
            kind: worstCell(present),
            counts: Object.fromEntries(present.map((kind) => [kind, own[kind]])),
          };
        }),
      })),
    };
    return c.json(answer, 200);
  });
}
