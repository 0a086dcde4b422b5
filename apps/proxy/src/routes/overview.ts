import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import {
  type CellKind,
  type Notice,
  type Overview,
  overviewSchema,
  type Source,
  type State,
  type StateCounts,
} from "../contract.ts";
import type { Deps } from "../deps.ts";
import { backupDay, daysBetween } from "../insight/backup-day.ts";
import { goodCount, overviewSentence, type SentenceFacts, totalCount } from "../insight/sentence.ts";
import { blindAfterMs } from "../insight/state.ts";
import { retentionCutMs } from "../store/retention-cut.ts";
import { createRoutes, jsonOf } from "./api.ts";
import { countStates, statesOf } from "./groups.ts";
import { forEachCells } from "./item-cells.ts";
import { filterItems } from "./item-filter.ts";
import {
  certificateNotices,
  clockNotices,
  damageNotices,
  shrinkNotices,
  standingNotices,
  unknownTypeNotices,
} from "./notices.ts";
import { onceFor } from "./once-for.ts";
import { given, params } from "./params.ts";
import { viewSources } from "./source-view.ts";

const DAY = 86_400_000;
const MOST_WORST = 50;
const NIGHTS = 14;

const overview = createRoute({
  method: "get",
  path: "/overview",
  summary: "The answer first: the sentence, the counts, the worst items, the health of the sources",
  request: { query: z.strictObject({ client: params.several, source: params.several }) },
  responses: jsonOf(overviewSchema, "As of now"),
});

/** Sources that cannot be read, and for how long. */
function darkSources(sources: readonly Source[], now: number): SentenceFacts["dark"] {
  return sources.flatMap((source): SentenceFacts["dark"] => {
    if (source.state === "disabled") return [];
    if (source.lastGoodPollAt === null) return source.error ? [{ name: source.name, ageMs: null }] : [];
    const ageMs = now - Date.parse(source.lastGoodPollAt);
    const limit = blindAfterMs({ everyMs: source.everyMs, sweepMs: source.lastPollMs ?? 0 });
    return source.error || ageMs > limit ? [{ name: source.name, ageMs }] : [];
  });
}

/** Of a source that was taken out of the configuration, that was after its last read. */
function isRetiredSince({ since: retiredSince, facts }: Entry, since: number): boolean {
  const at = retiredSince ?? facts.lastReadAt;
  return at !== null && at >= since;
}

/** Entries that have something in common, and their counts, in the order in which the first of each stands. */
function countsBy(
  entries: readonly Entry[],
  of: (entry: Entry) => { id: string; name: string | null } | null,
): { id: string | null; name: string | null; counts: StateCounts }[] {
  const groups = new Map<string | null, { name: string | null; states: State[] }>();
  for (const entry of entries) {
    const key = of(entry);
    const found = groups.get(key?.id ?? null);
    if (found) found.states.push(entry.state);
    else groups.set(key?.id ?? null, { name: key?.name ?? null, states: [entry.state] });
  }
  return [...groups].map(([id, { name, states }]) => ({ id, name, counts: countStates(states) }));
}

interface ShownFilter {
  client?: string[];
  source?: string[];
}

/** What the overview counts. */
function tally(everything: readonly Entry[], filter: ShownFilter) {
  const entries = filterItems(everything, filter);
  const retired = filterItems(everything, { ...filter, state: ["retired"] });
  return {
    entries,
    retired,
    counts: countStates(statesOf(entries)),
    before: countStates([...entries, ...retired].flatMap(({ dayBefore }) => dayBefore ?? [])),
    streaks: entries.flatMap(({ state, failuresInARow }) => (state === "failed" ? failuresInARow : [])),
    running: entries.filter(({ isRunning }) => isRunning).length,
    byClient: countsBy(entries, ({ facts }) => facts.history.item.client),
    bySource: countsBy(entries, ({ facts }) => facts.source),
  };
}

const tallyOfAll = onceFor((everything) => tally(everything, {}));

export function overviewRoutes(deps: Deps) {
  const { board, config, now } = deps;
  return createRoutes().openapi(overview, async (c) => {
    const filter = given(c.req.valid("query"));
    const clock = now();
    const isAll = filter.client === undefined && filter.source === undefined;
    const tallied = isAll ? tallyOfAll(board.entries(clock)) : tally(board.entries(clock), filter);
    const { entries, retired, counts, before, streaks, running, byClient, bySource } = tallied;
    const change = Object.fromEntries(
      Object.entries(counts).map(([state, n]) => [state, n - before[state as keyof StateCounts]]),
    ) as StateCounts;

    const sources = (await viewSources(deps)).filter(
      (source) => !filter.source || filter.source.includes(source.id),
    );
    const dark = darkSources(sources, clock);
    const longestStreak = Math.max(0, ...streaks);
    const { dayStartsAt } = config().server;
    const readable = sources.filter((source) => source.state !== "disabled");
    const oldest = readable.toSorted((a, b) =>
      (a.lastGoodPollAt ?? "").localeCompare(b.lastGoodPollAt ?? ""),
    )[0];
    const troubled: Notice[] = sources.flatMap((source) =>
      source.error
        ? [{ kind: "source" as const, text: `${source.name}: ${source.error.message}`, sourceId: source.id }]
        : [],
    );

    const worst = entries.slice(0, MOST_WORST).filter(({ state }) => state !== "ok");
    const firstNight = clock - (NIGHTS - 1) * DAY;
    const daysByZone = new Map<string, string[]>();
    const daysOf = ({ facts }: Entry): string[] => {
      const rule = { timeZone: facts.source.timeZone, dayStartsAt };
      const known = daysByZone.get(rule.timeZone);
      const found = known ?? daysBetween(backupDay(firstNight, rule), backupDay(clock, rule));
      if (!known) daysByZone.set(rule.timeZone, found);
      return found;
    };
    const strips = new Map<string, CellKind[]>();
    await forEachCells(
      board,
      worst,
      daysOf,
      // A day of any zone has begun by then.
      {
        from: firstNight - DAY,
        dayStartsAt,
        now: clock,
        cut: retentionCutMs(config().store.retentionMs, clock),
      },
      { signal: c.get("signal") },
      ({ id }, cells) => strips.set(id, cells),
    );

    const answer: Overview = {
      asOf: new Date(clock).toISOString(),
      sentence: overviewSentence({
        counts,
        longestStreak,
        dark,
        withLongestStreak: streaks.filter((n) => n === longestStreak).length,
      }),
      good: goodCount(counts),
      total: totalCount(counts),
      retired: retired.length,
      retiredLast7Days: retired.filter((entry) => isRetiredSince(entry, clock - 7 * DAY)).length,
      counts,
      change,
      running,
      byClient,
      bySource: bySource.map(({ id, name, counts: of }) => ({
        id: id as string,
        name: sources.find((source) => source.id === id)?.name ?? name ?? "",
        counts: of,
      })),
      worst: worst.map(({ id, item }) => ({ ...item, strip: strips.get(id) ?? [] })),
      sources,
      notices: [
        ...damageNotices(deps),
        ...standingNotices(deps),
        ...clockNotices(deps),
        ...troubled,
        ...shrinkNotices(deps),
        ...certificateNotices(sources, clock),
        ...(await unknownTypeNotices(deps)),
      ],
      stalest: oldest
        ? {
            sourceId: oldest.id,
            name: oldest.name,
            lastGoodPollAt: oldest.lastGoodPollAt,
            ageMs:
              oldest.lastGoodPollAt === null ? null : Math.max(0, clock - Date.parse(oldest.lastGoodPollAt)),
          }
        : null,
    };
    return c.json(answer, 200);
  });
}
