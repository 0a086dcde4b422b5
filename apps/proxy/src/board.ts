import { setImmediate } from "node:timers/promises";
import type { Config } from "./config-types.ts";
import { expectRule } from "./expect-rule.ts";
import { configuredCadence } from "./insight/cadence.ts";
import type { ItemFacts, SourceFacts } from "./insight/facts.ts";
import { changedFlags } from "./insight/history-flags.ts";
import { type Shrink, shrinksOf } from "./insight/shrinks.ts";
import type { Thing } from "./items-of-things.ts";
import { createKnownItems, type KnownItem, learn } from "./known-items.ts";
import { createListings } from "./listings.ts";
import { createLongerFacts } from "./longer-facts.ts";
import { createStandings, type Entry, type Judged } from "./standings.ts";
import type { Item, ItemHistory, MayStop, Store } from "./store/store.ts";
import { createTurns } from "./turns.ts";

export type { Entry } from "./standings.ts";

/** So many of its newest runs teach an item's ways: enough to learn a weekly pattern. */
const RUNS = 60;
/** Read at once: some milliseconds' work, and half a megabyte, which is let go before the collector moves it. */
const ITEMS_A_SLICE = 32;

/** A complete read that the store has taken: of these devices, of these policies, or (null) of the whole source. */
export interface ToldRead {
  sourceId: string;
  scope: { deviceIds?: readonly string[]; policyIds?: readonly string[] } | null;
  /** Epoch milliseconds. */
  at: number;
}

/** What a write touched. */
export interface Touched {
  itemIds: readonly string[];
  reads: readonly ToldRead[];
  /** Whether an inventory was written. */
  inventory: boolean;
}

export interface Board {
  /** Reads again what a write touched; null: everything. In slices: other work has its turn in between. */
  refresh(touched: Touched | null): Promise<void>;
  /**
   * Every item, worst first. `retired` are those that the vendor says are removed, that inventories lack for long, and
   * those of sources that were taken out of the configuration.
   */
  entries(now: number): readonly Entry[];
  /** One item; undefined where there is none with this id. */
  entry(id: string, now: number): Entry | undefined;
  /** The items of one device, policy or client, worst first. */
  entriesOf(thing: Thing, id: string, now: number): Entry[];
  /** For once a second: what the clock is about to turn is judged before it does. */
  lookAhead(now: number): Promise<void>;
  /** How far the first reading of everything came; null once it is done. Until then `entries` tells of nothing. */
  starting(): { items: number; of: number } | null;
  /** The facts of these items with every run that began at or after `since`, read anew where memory does not reach so far. */
  factsSince(entries: readonly Entry[], since: number, asker?: MayStop): Promise<ItemFacts[]>;
  /** Inventories that lack so much of what they listed that nothing of it retires. */
  shrinks(): Shrink[];
}

/** What is known of a source that the configuration has no more. */
function leftSource({ sourceId, vendor }: Item, timeZone: string): SourceFacts {
  return {
    id: sourceId,
    name: sourceId,
    vendor,
    disabledSince: null,
    everyMs: 0,
    sweepMs: 0,
    lastGoodPollAt: null,
    trouble: null,
    timeZone,
  };
}

const msOf = (time: string | null | undefined) => (time == null ? null : Date.parse(time));

/** What an item's facts rest on besides its own history; whatever of it changes, all of a source's items are judged anew. */
interface Ground {
  config: Config;
  sources: Map<string, SourceFacts | null>;
}

/** Knows of every item what readings rest on, and how it stands at whatever clock. `now`: the clock, epoch milliseconds. */
export function createBoard(deps: {
  store: Store;
  config: () => Config;
  sourceFacts: (sourceId: string) => SourceFacts | null;
  now: () => number;
}): Board {
  const { store } = deps;
  const known = createKnownItems();
  const standings = createStandings();
  const listings = createListings();
  let ground: Ground = { config: deps.config(), sources: new Map() };
  let unused = new Set<string>();
  let refreshing: Promise<void> = Promise.resolve();
  let starting: ReturnType<Board["starting"]> = { items: 0, of: 0 };

  /** What an item's history shows wrong is kept with the session, so that it can be asked for. */
  async function keepFlags(fresh: readonly ItemHistory[]): Promise<void> {
    const changed: ReturnType<typeof changedFlags> = [];
    const turn = createTurns();
    for (const history of fresh) {
      const flags = changedFlags(history.runs, history.runs.length < RUNS, history.item.expiredAt !== null);
      for (const { id, flags: shown } of flags) {
        for (const run of history.runs) if (run.id === id) run.flags = shown;
        if (history.lastGood?.id === id) history.lastGood.flags = shown;
      }
      changed.push(...flags);
      await turn();
    }
    if (changed.length > 0) await store.putFlags(changed);
  }

  const zoneOf = ({ sources, config }: Ground, sourceId: string) =>
    sources.get(sourceId)?.timeZone ?? config.server.timeZone;

  /** By which an item's runs are read: those that were read by others are read anew. */
  const rulesOf = (on: Ground, item: Item) => ({
    rule: { timeZone: zoneOf(on, item.sourceId), dayStartsAt: on.config.server.dayStartsAt },
    everyMs: expectRule(on.config.expect, item)?.everyMs ?? null,
  });

  function isReadOtherwise({ history, rule, everyMs }: KnownItem, on: Ground): boolean {
    const next = rulesOf(on, history.item);
    return (
      next.everyMs !== everyMs ||
      next.rule.timeZone !== rule?.timeZone ||
      next.rule.dayStartsAt !== rule.dayStartsAt
    );
  }

  /** The next slice is read while one learns from the last, and none beyond it: they would only fill the memory. */
  async function* readAhead(parts: Iterator<string[], undefined>) {
    const ask = () => {
      const { value: itemIds } = parts.next();
      if (itemIds === undefined) return null;
      const asked = Promise.all([store.histories({ itemIds, runs: RUNS }), store.reads(itemIds)]);
      // Whoever takes it is told; nobody may.
      asked.catch(() => {});
      return asked;
    };
    for (let asked = ask(); asked !== null; ) {
      const part = await asked;
      asked = ask();
      yield part;
    }
  }

  async function readAnew(itemIds: readonly string[], on: Ground): Promise<ReturnType<typeof learn>[]> {
    const read: ReturnType<typeof learn>[] = [];
    const turn = createTurns();
    for await (const [histories, reads] of readAhead(slices(itemIds, ITEMS_A_SLICE))) {
      if (starting) starting = { items: read.length, of: itemIds.length };
      await keepFlags(histories);
      for (const history of histories) {
        const { item } = history;
        const lastReadAt = msOf(reads.get(item.id));
        read.push(learn(history, { lastReadAt, ...rulesOf(on, item), most: RUNS }));
        await turn();
      }
    }
    return read;
  }

  /** The sources of the configuration and of the items, as they are known now. */
  function groundNow(): Ground {
    const config = deps.config();
    const ids = new Set(config.sources.map(({ id }) => id));
    for (const id of ground.sources.keys()) ids.add(id);
    return { config, sources: new Map([...ids].map((id) => [id, deps.sourceFacts(id)])) };
  }

  /** Notes what was read in whole; gives the items of which that is news. */
  async function noteReads(reads: readonly ToldRead[]): Promise<string[]> {
    const news: string[] = [];
    for (const { sourceId, scope, at } of reads) {
      listings.noteRead(sourceId, scope, at);
      const [devices, policies] = [new Set(scope?.deviceIds), new Set(scope?.policyIds)];
      let taken = 0;
      for (const { history } of known.all()) {
        const { id, sourceId: own, device, policy } = history.item;
        if (own !== sourceId) continue;
        if (scope !== null && !devices.has(device?.id ?? "") && !policies.has(policy?.id ?? "")) continue;
        if (!known.noteRead(id, at)) continue;
        news.push(id);
        taken += 1;
        if (taken % 500 === 0) await setImmediate();
      }
    }
    return news;
  }

  function judgedOf(one: KnownItem, on: Ground, configured: ReadonlySet<string>): Judged | null {
    const { history, lastReadAt, usualDurationMs, days } = one;
    const { item } = history;
    const source = on.sources.get(item.sourceId) ?? null;
    if (!configured.has(item.sourceId))
      return {
        isLeft: true,
        facts: {
          history,
          source: leftSource(item, on.config.server.timeZone),
          lastReadAt,
          missingSince: null,
          switchedOff: false,
          goneSince: null,
          removedSince: null,
          cadence: null,
          expected: false,
          disabled: false,
          off: null,
          policyRuns: [],
          days: null,
        },
      };
    if (source === null) return null;
    const rule = expectRule(on.config.expect, item);
    const listed = listings.of(item);
    const facts: ItemFacts = {
      history,
      source,
      lastReadAt,
      ...listed,
      cadence: rule?.everyMs ? configuredCadence(rule.everyMs, usualDurationMs) : one.cadence,
      expected: rule === undefined ? !listed.disabled : rule.everyMs !== null,
      disabled: rule === undefined && listed.disabled,
      off: rule?.everyMs === null ? null : listed.off,
      policyRuns: known.policyRunsOf(item.id),
      days,
    };
    return { facts, isLeft: false };
  }

  async function refresh(touched: Touched | null): Promise<void> {
    const next = groundNow();
    const itemIds = new Set(touched?.itemIds ?? (await store.itemIds()));
    const isRuled =
      next.config !== ground.config ||
      [...next.sources.keys()].some((id) => zoneOf(next, id) !== zoneOf(ground, id));
    for (const one of touched !== null && isRuled ? known.all() : [])
      if (next.sources.get(one.history.item.sourceId) && isReadOtherwise(one, next))
        itemIds.add(one.history.item.id);
    const fresh = await readAnew([...itemIds], next);
    for (const { history } of fresh.map((one) => one.known))
      if (!next.sources.has(history.item.sourceId))
        next.sources.set(history.item.sourceId, deps.sourceFacts(history.item.sourceId));

    const before = new Set(known.ids());
    const changed = await known.take(touched === null ? null : [...itemIds], fresh);
    const lacking = [...before].some((id) => !known.has(id));
    const isSame = !lacking && before.size === known.size();
    const isListed = touched === null || touched.inventory || lacking;
    const rows = isListed ? await store.inventory() : null;
    for (const id of await noteReads(touched?.reads ?? [])) changed.add(id);

    const isOther = (sourceId: string) =>
      next.config !== ground.config ||
      JSON.stringify(next.sources.get(sourceId)) !== JSON.stringify(ground.sources.get(sourceId));
    const others = new Set([...next.sources.keys()].filter(isOther));
    // Facts that are as they were stay the same object, and so do the verdicts that rest on them.
    for (const [id, facts] of ground.sources) if (!others.has(id)) next.sources.set(id, facts);
    const relisted = rows ? listings.take(rows, known.all()) : new Set<string>();
    for (const { history } of others.size + relisted.size === 0 ? [] : known.all()) {
      const { id, sourceId, device, policy } = history.item;
      if (others.has(sourceId) || relisted.has(device?.id ?? "") || relisted.has(policy?.id ?? ""))
        changed.add(id);
    }
    ground = next;

    const configured = new Set(next.config.sources.map(({ id }) => id));
    const removed = new Set<string>();
    const judged: Judged[] = [];
    const judge = (id: string, one: KnownItem | undefined) => {
      const found = one && judgedOf(one, next, configured);
      if (found) judged.push(found);
      else removed.add(id);
    };
    const turn = createTurns();
    for (const id of changed) {
      judge(id, known.get(id));
      await turn();
    }
    if (rows !== null || !isSame || others.size > 0 || (touched?.reads.length ?? 0) > 0) {
      const neverRun = listings.withoutSession(known.all(), next.config);
      for (const id of unused) removed.add(id);
      unused = new Set(neverRun.map(({ history }) => history.item.id));
      for (const one of neverRun) {
        removed.delete(one.history.item.id);
        judge(one.history.item.id, one);
      }
    }
    await standings.take(judged, removed, deps.now());
    if (touched === null) starting = null;
  }

  return {
    refresh(touched) {
      const next = refreshing.then(() => refresh(touched));
      refreshing = next.catch(() => {});
      return next;
    },
    entries: (now) => standings.entries(now),
    entry: (id, now) => standings.entry(id, now),
    entriesOf: (thing, id, now) => standings.entriesOf(thing, id, now),
    lookAhead: (now) => standings.lookAhead(now),
    starting: () => starting,
    factsSince: createLongerFacts({
      store,
      most: RUNS,
      wholeSince: (id) => known.get(id)?.wholeSince ?? null,
    }),
    shrinks: () => shrinksOf(listings.rows()),
  };
}

function* slices<T>(list: readonly T[], size: number): Generator<T[], undefined> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
