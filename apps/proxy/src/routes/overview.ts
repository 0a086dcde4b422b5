import { createRoute, z } from "@hono/zod-openapi";
import type { Entry } from "../board.ts";
import { type Notice, type Overview, overviewSchema, type Source, type StateCounts } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { backupDay, daysBetween } from "../insight/backup-day.ts";
import { itemCells } from "../insight/cells.ts";
import { goodCount, overviewSentence, type SentenceFacts, totalCount } from "../insight/sentence.ts";
import { blindAfterMs } from "../insight/state.ts";
import { createRoutes, jsonOf } from "./api.ts";
import { countStates, statesOf } from "./groups.ts";
import { filterItems } from "./item-filter.ts";
import {
  certificateNotices,
  clockNotices,
  shrinkNotices,
  standingNotices,
  unknownTypeNotices,
} from "./notices.ts";
import { given, params } from "./params.ts";
import { viewSources } from "./source-view.ts";

const DAY = 86_400_000;
const MOST_WORST = 50;
const NIGHTS = 14;
/** A night's cell also rests on the run before it. */
const LOOK_BACK_MS = 8 * DAY;

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

const clientOf = ({ facts }: Entry) => facts.history.item.client;

/** Of a source that was taken out of the configuration, that was after its last read. */
function isRetiredSince({ since: retiredSince, facts }: Entry, since: number): boolean {
  const at = retiredSince ?? facts.lastReadAt;
  return at !== null && at >= since;
}

function countsBy<K>(entries: readonly Entry[], key: (entry: Entry) => K): [K, StateCounts][] {
  const groups = Map.groupBy(entries, key);
  return [...groups].map(([at, group]) => [at, countStates(statesOf(group))]);
}

export function overviewRoutes(deps: Deps) {
  const { board, config, now } = deps;
  return createRoutes().openapi(overview, async (c) => {
    const filter = given(c.req.valid("query"));
    const clock = now();
    const everything = board.entries(clock);
    const entries = filterItems(everything, filter);
    const retired = filterItems(everything, { ...filter, state: ["retired"] });
    const counts = countStates(statesOf(entries));
    const before = countStates([...entries, ...retired].flatMap(({ dayBefore }) => dayBefore ?? []));
    const change = Object.fromEntries(
      Object.entries(counts).map(([state, n]) => [state, n - before[state as keyof StateCounts]]),
    ) as StateCounts;

    const sources = (await viewSources(deps)).filter(
      (source) => !filter.source || filter.source.includes(source.id),
    );
    const dark = darkSources(sources, clock);
    const streaks = entries.flatMap(({ state, failuresInARow }) =>
      state === "failed" ? failuresInARow : [],
    );
    const longestStreak = Math.max(0, ...streaks);
    const { dayStartsAt } = config().server;
    const readable = sources.filter((source) => source.state !== "disabled");
    const oldest = readable.toSorted((a, b) =>
      (a.lastGoodPollAt ?? "").localeCompare(b.lastGoodPollAt ?? ""),
    )[0];
    const clients = new Map(entries.map((entry) => [clientOf(entry)?.id ?? null, clientOf(entry)]));
    const troubled: Notice[] = sources.flatMap((source) =>
      source.error
        ? [{ kind: "source" as const, text: `${source.name}: ${source.error.message}`, sourceId: source.id }]
        : [],
    );

    const worst = entries.filter(({ state }) => state !== "ok").slice(0, MOST_WORST);
    const firstNight = clock - (NIGHTS - 1) * DAY;
    const worstFacts = await board.factsSince(worst, firstNight - LOOK_BACK_MS);

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
      running: entries.filter(({ isRunning }) => isRunning).length,
      byClient: countsBy(entries, (entry) => clientOf(entry)?.id ?? null).map(([id, of]) => ({
        id,
        name: clients.get(id)?.name ?? null,
        counts: of,
      })),
      bySource: countsBy(entries, ({ facts }) => facts.source.id).map(([id, of]) => ({
        id,
        name: sources.find((source) => source.id === id)?.name ?? id,
        counts: of,
      })),
      worst: worst.map(({ item, facts: known }, i) => {
        const facts = worstFacts[i] ?? known;
        const rule = { timeZone: facts.source.timeZone, dayStartsAt };
        const days = daysBetween(backupDay(firstNight, rule), backupDay(clock, rule));
        return { ...item, strip: itemCells(facts, days, rule, clock) };
      }),
      sources,
      notices: [
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
