import { setImmediate } from "node:timers/promises";
import type { Config, ExpectRule } from "./config-types.ts";
import type { Named, ProtectedItem } from "./contract.ts";
import { type Cadence, configuredCadence, learnCadence } from "./insight/cadence.ts";
import type { ItemFacts, SourceFacts } from "./insight/facts.ts";
import { changedFlags } from "./insight/history-flags.ts";
import { policyRunsByItem } from "./insight/policy-runs.ts";
import { readProvenState } from "./insight/proven-state.ts";
import { readRetirement } from "./insight/retirement.ts";
import { type Shrink, shrinksOf } from "./insight/shrinks.ts";
import { readState, type Verdict } from "./insight/state.ts";
import { factsAt } from "./insight/yesterday.ts";
import { viewItem, viewRetired, worstFirst } from "./item-view.ts";
import type { InventoryRow, Item, ItemHistory, MayStop, Store } from "./store/store.ts";

/** Runs an item keeps in memory: enough to learn a weekly pattern and to draw a month of nights. */
const RUNS = 60;

/** Of one item, for as long as a question can reach back: a run every ten minutes for more than a year. */
const MOST_RUNS = 60_000;

/** Whether the runs in memory hold all that began at or after `since`. */
function reachesBack({ runs, item }: ItemHistory, since: number): boolean {
  const oldest = runs.at(-1)?.at ?? null;
  return oldest === null || oldest === item.firstAt || Date.parse(oldest) < since;
}

/** One protected item as it stands now. */
export interface Entry {
  item: ProtectedItem;
  facts: ItemFacts;
}

export interface Board {
  /** Reads again what a write touched; null: everything. */
  refresh(itemIds: readonly string[] | null): Promise<void>;
  /**
   * Every item, worst first. `retired` are those that the vendor says are removed, that inventories lack for long, and
   * those of sources that were taken out of the configuration.
   */
  entries(now: number): Entry[];
  /** The facts of these items with every run that began at or after `since`, read anew where memory does not reach so far. */
  factsSince(entries: readonly Entry[], since: number, asker?: MayStop): Promise<ItemFacts[]>;
  /** The state of every item that was not retired then, as the same reading at an earlier instant gives it. */
  statesAt(then: number): Map<string, Verdict["state"]>;
  /** Inventories that lack so much of what they listed that nothing of it retires. */
  shrinks(): Shrink[];
}

const matches = (wanted: string | null, own: Named | null) =>
  wanted === null ||
  (own !== null &&
    (own.id === wanted || own.id.slice(own.id.indexOf(":") + 1) === wanted || own.name === wanted));

/** The most specific `expect` rule for an item; undefined where none fits. */
function expectRule(rules: readonly ExpectRule[], item: Item): ExpectRule | undefined {
  const rank = (rule: ExpectRule) =>
    [rule.source, rule.device, rule.policy, rule.workload].filter((x) => x !== null).length;
  return rules
    .filter(
      (rule) =>
        (rule.source === null || rule.source === item.sourceId) &&
        matches(rule.device, item.device) &&
        matches(rule.policy, item.policy) &&
        (rule.workload === null || rule.workload === item.workload),
    )
    .sort((a, b) => rank(b) - rank(a))[0];
}

const LEFT = { since: null, reason: "its source was taken out of the configuration" };

/** The item of a device or policy that has no session yet. */
const neverId = (row: InventoryRow) => `never:${row.device?.id ?? row.policy?.id}`;

/** Keeps the newest runs of every item in memory and reads their states from them, whenever asked, for whatever clock. */
export function createBoard(deps: {
  store: Store;
  config: () => Config;
  sourceFacts: (sourceId: string) => SourceFacts | null;
}): Board {
  const { store } = deps;
  const histories = new Map<string, ItemHistory>();
  const cadences = new Map<string, { history: ItemHistory; cadence: Cadence | null }>();
  let reads = new Map<string, string>();
  let inventory: InventoryRow[] = [];
  let all: ItemFacts[] | null = null;

  /** What an item's history shows wrong is kept with the session, so that it can be asked for. */
  async function keepFlags(fresh: readonly ItemHistory[]): Promise<void> {
    const changed: ReturnType<typeof changedFlags> = [];
    for (const [i, history] of fresh.entries()) {
      const flags = changedFlags(history.runs, history.runs.length < RUNS, history.item.hasExpired);
      for (const { id, flags: shown } of flags) {
        for (const run of history.runs) if (run.id === id) run.flags = shown;
        if (history.lastGood?.id === id) history.lastGood.flags = shown;
      }
      changed.push(...flags);
      // After a first fill these are all items: other work has its turn in between.
      if (i % 50 === 49) await setImmediate();
    }
    if (changed.length > 0) await store.putFlags(changed);
  }

  function cadenceOf(history: ItemHistory, timeZone: string): Cadence | null {
    const known = cadences.get(history.item.id);
    if (known?.history === history) return known.cadence;
    const cadence = learnCadence(history.runs, timeZone);
    cadences.set(history.item.id, { history, cadence });
    return cadence;
  }

  /** Devices and policies that an inventory calls protected and that have no item yet. */
  function withoutSession(): ItemHistory[] {
    const seen = new Set<string>();
    for (const { item } of histories.values()) {
      if (item.device) seen.add(item.device.id);
      if (item.policy) seen.add(item.policy.id);
    }
    return inventory.flatMap((row): ItemHistory[] => {
      const id = row.device?.id ?? row.policy?.id;
      if (!row.protected || id === undefined || seen.has(id)) return [];
      const source = deps.config().sources.find((one) => one.id === row.sourceId);
      if (!source) return [];
      const { device, policy, client, site, sourceId, lastListedAt } = row;
      return [
        {
          item: {
            id: neverId(row),
            sourceId,
            vendor: source.vendor,
            itemKey: "",
            client,
            site,
            device,
            policy,
            workload: null,
            vendorType: null,
            firstSeenAt: lastListedAt,
            firstAt: null,
            hasExpired: false,
          },
          runs: [],
          lastGood: null,
          policyRuns: [],
        },
      ];
    });
  }

  /** What inventories tell of an item: its device's own absence first, else its policy's. */
  function listings(): (
    item: Item,
  ) => Pick<ItemFacts, "missingSince" | "goneSince" | "removedSince" | "disabled" | "switchedOff"> {
    const rows = new Map<string, InventoryRow>();
    for (const row of inventory) {
      const id = row.device?.id ?? row.policy?.id;
      if (id !== undefined) rows.set(id, row);
    }
    const ms = (time: string | null | undefined) => (time == null ? null : Date.parse(time));
    return ({ device, policy }) => {
      const [ofDevice, ofPolicy] = [rows.get(device?.id ?? ""), rows.get(policy?.id ?? "")];
      const lacking = ofDevice?.missingSince != null ? ofDevice : ofPolicy;
      return {
        missingSince: ms(lacking?.missingSince),
        goneSince: lacking?.missedInShrink ? null : ms(lacking?.goneSince),
        removedSince: ms(ofPolicy?.removedSince),
        disabled: ofPolicy?.disabled ?? false,
        switchedOff: ofDevice?.protected === false && ofDevice.missingSince === null,
      };
    };
  }

  function allFacts(): ItemFacts[] {
    if (all) return all;
    const listing = listings();
    const readsOfUnused = new Map(inventory.map((row) => [neverId(row), row.lastReadAt]));
    const runsOf = policyRunsByItem([...histories.values()]);
    all = [...histories.values(), ...withoutSession()].flatMap((history): ItemFacts[] => {
      const { item } = history;
      const source = deps.sourceFacts(item.sourceId);
      if (!source) return [];
      const rule = expectRule(deps.config().expect, item);
      const learnt = cadenceOf(history, source.timeZone);
      const read = reads.get(item.id) ?? readsOfUnused.get(item.id);
      const listed = listing(item);
      return [
        {
          history,
          source,
          lastReadAt: read == null ? null : Date.parse(read),
          ...listed,
          cadence: rule?.everyMs ? configuredCadence(rule.everyMs, history.runs) : learnt,
          expected: rule === undefined ? !listed.disabled : rule.everyMs !== null,
          policyRuns: runsOf.get(item.id) ?? [],
        },
      ];
    });
    return all;
  }

  function entry(facts: ItemFacts, now: number): Entry {
    const { history, lastReadAt } = facts;
    const retirement = readRetirement(facts, now);
    const item = retirement
      ? viewRetired(history, retirement, lastReadAt)
      : viewItem(history.item, readProvenState(facts, now), lastReadAt);
    return { facts, item };
  }

  function ofLeftSources(): Entry[] {
    const configured = new Set(deps.config().sources.map((source) => source.id));
    return [...histories.values()].flatMap((history): Entry[] => {
      const { item } = history;
      if (configured.has(item.sourceId)) return [];
      const { id, sourceId, vendor } = item;
      const read = reads.get(id);
      const lastReadAt = read === undefined ? null : Date.parse(read);
      const source: SourceFacts = {
        id: sourceId,
        name: sourceId,
        vendor,
        disabledSince: null,
        everyMs: 0,
        sweepMs: 0,
        lastGoodPollAt: null,
        trouble: null,
        timeZone: deps.config().server.timeZone,
      };
      return [
        {
          facts: {
            history,
            source,
            lastReadAt,
            missingSince: null,
            switchedOff: false,
            goneSince: null,
            removedSince: null,
            cadence: null,
            expected: false,
            disabled: false,
            policyRuns: [],
          },
          item: viewRetired(history, LEFT, lastReadAt),
        },
      ];
    });
  }

  let cached: { entries: Entry[]; now: number; from: ItemFacts[] } | null = null;
  return {
    async refresh(itemIds) {
      const fresh = await store.histories(itemIds === null ? { runs: RUNS } : { itemIds, runs: RUNS });
      if (itemIds === null) histories.clear();
      else for (const id of itemIds) histories.delete(id);
      for (const history of fresh) histories.set(history.item.id, history);
      await keepFlags(fresh);
      [reads, inventory] = await Promise.all([store.reads(), store.inventory()]);
      all = null;
    },
    entries(now) {
      const from = allFacts();
      // States change by the minute, not by the request: many viewers share one reading.
      if (cached && cached.from === from && now >= cached.now && now - cached.now < 1_000)
        return cached.entries;
      const entries = [...from.map((facts) => entry(facts, now)), ...ofLeftSources()].sort((a, b) =>
        worstFirst(a.item, b.item),
      );
      cached = { entries, now, from };
      return entries;
    },
    async factsSince(entries, since, asker) {
      const itemIds = entries.flatMap(({ facts: { history } }) =>
        reachesBack(history, since) ? [] : history.item.id,
      );
      if (itemIds.length === 0) return entries.map(({ facts }) => facts);
      const read = await store.histories(
        { itemIds, runs: MOST_RUNS, since: new Date(since).toISOString() },
        asker,
      );
      const runsOf = new Map(read.map(({ item, runs }) => [item.id, runs]));
      return entries.map(({ facts }) => {
        const runs = runsOf.get(facts.history.item.id);
        return runs ? { ...facts, history: { ...facts.history, runs } } : facts;
      });
    },
    statesAt(then) {
      return new Map(
        allFacts().flatMap((facts) => {
          const before = factsAt(facts, then);
          if (readRetirement(before, then)) return [];
          return [[facts.history.item.id, readState(before, then).state]];
        }),
      );
    },
    shrinks: () => shrinksOf(inventory),
  };
}
