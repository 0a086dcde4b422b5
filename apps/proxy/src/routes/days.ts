import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { CELL_KINDS, type CellKind, type Days, daysSchema } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { backupDay, backupDayBounds, calendarOf, dayNumber, daysBetween } from "../insight/backup-day.ts";
import { itemCells, worstCell } from "../insight/cells.ts";
import { keptCells } from "../insight/kept-days.ts";
import { retentionCutMs } from "../store/retention-cut.ts";
import { createTurns } from "../turns.ts";
import { createRoutes, HttpError, jsonOf } from "./api.ts";
import { filterItems } from "./item-filter.ts";
import { given, params } from "./params.ts";

const MOST_DAYS = 400;
/** Some megabytes read at once; more items than the board keeps longer histories of. */
const ITEMS_AT_ONCE = 200;
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
    const cut = retentionCutMs(config().store.retentionMs, clock);
    const first = backupDayBounds(names[0] as string, { timeZone, dayStartsAt }).from;
    const numbers = names.map(dayNumber);
    const turn = createTurns();
    const rows = new Map<string, Row & { counts: Counts[] }>();
    const count = (row: Row, cells: readonly CellKind[]) => {
      const counts = rows.get(row.id)?.counts as Counts[];
      cells.forEach((kind, day) => {
        (counts[day] as Counts)[kind] += 1;
      });
    };
    const unread: { entry: Entry; row: Row }[] = [];
    for (const entry of entries) {
      const row = rowOf(entry, by, sourceNames);
      if (!row) continue;
      if (!rows.has(row.id)) rows.set(row.id, { ...row, counts: names.map(() => ({ ...NOTHING })) });
      const { timeZone: ownZone } = entry.facts.source;
      const cells = keptCells(
        entry.facts,
        numbers,
        calendarOf({ timeZone: ownZone, dayStartsAt }),
        clock,
        cut,
      );
      if (cells) count(row, cells);
      else unread.push({ entry, row });
      await turn();
    }
    for (let at = 0; at < unread.length; at += ITEMS_AT_ONCE) {
      const slice = unread.slice(at, at + ITEMS_AT_ONCE);
      const facts = await board.factsSince(
        slice.map(({ entry }) => entry),
        first - LOOK_BACK_MS,
        { signal: c.get("signal") },
      );
      for (const [i, { entry, row }] of slice.entries()) {
        const known = facts[i] ?? entry.facts;
        count(row, itemCells(known, names, { timeZone: known.source.timeZone, dayStartsAt }, clock, cut));
        await turn();
      }
    }
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
