import { setImmediate } from "node:timers/promises";
import type { Named } from "@lastgood/normalize";
import type { DayRule } from "./insight/backup-day.ts";
import { type Cadence, configuredCadence, learnCadence, usualDuration } from "./insight/cadence.ts";
import type { PolicyRun } from "./insight/facts.ts";
import { type KeptDays, keptDays } from "./insight/kept-days.ts";
import { KEPT_WHOLE_MS, keptPolicyRuns, keptRuns, missedAt } from "./insight/kept-runs.ts";
import { aloneOf, type PolicyRunAlone, policyRunsOf, type Reach, reachOf } from "./insight/policy-runs.ts";
import type { Item, ItemHistory } from "./store/store.ts";

/** What is kept of one item: what its whole history taught, and the runs that readings still rest on. */
export interface KnownItem {
  /** `runs` holds only those; `policyRuns` none. */
  history: ItemHistory;
  /** All runs that began then or later are in `history`. Epoch milliseconds. */
  wholeSince: number;
  /** What its runs teach, or the configuration fixes. */
  cadence: Cadence | null;
  /** By which its cadence and its days were read; null where it has no run. */
  rule: DayRule | null;
  /** What the configuration fixes; null: nothing. */
  everyMs: number | null;
  days: KeptDays | null;
  usualDurationMs: number;
  /** Epoch milliseconds; null: never read in whole. */
  lastReadAt: number | null;
  /** Null where it is no device of a policy. */
  reach: Reach | null;
}

interface Policy {
  members: Set<string>;
  runs: readonly PolicyRun[];
  /** As the devices' newest reading told them; null once they are compared. */
  told: readonly PolicyRunAlone[];
}

/** Some milliseconds' work, after which other work has its turn. */
const ITEMS_AT_ONCE = 500;

const NONE: readonly PolicyRun[] = [];

/** Since when a history that was cut at `most` runs has them all. */
function wholeSince({ item, runs }: ItemHistory, most: number): number {
  const oldest = runs.at(-1)?.at ?? null;
  const isAll = runs.length < most || oldest === null || oldest === item.firstAt;
  return isAll ? Number.NEGATIVE_INFINITY : Date.parse(oldest) + 1;
}

/**
 * Learns what an item's newest runs teach and lets go of those that nothing rests on any more. `most`: how many were asked for;
 * `everyMs`: what the configuration fixes, else null.
 */
export function learn(
  history: ItemHistory,
  given: { lastReadAt: number | null; rule: DayRule; everyMs: number | null; most: number },
): { known: KnownItem; told: readonly PolicyRunAlone[] } {
  const { lastReadAt, rule, everyMs, most } = given;
  const told = history.policyRuns.flatMap((run) => aloneOf(run) ?? []);
  const since = wholeSince(history, most);
  const usualDurationMs = usualDuration(history.runs);
  const cadence =
    everyMs === null
      ? learnCadence(history.runs, rule.timeZone)
      : configuredCadence(everyMs, usualDurationMs);
  const known: KnownItem = {
    history: { ...history, policyRuns: [] },
    wholeSince: since,
    cadence,
    rule,
    everyMs,
    days: keptDays(history, cadence, rule, since),
    usualDurationMs,
    lastReadAt,
    reach: history.policyKey === null ? null : reachOf(history.runs),
  };
  return { known: lessOf(known, told), told };
}

/** The same item with no more runs than readings rest on since its last complete read. */
export function lessOf(known: KnownItem, policyRuns: readonly PolicyRunAlone[]): KnownItem {
  const { history, lastReadAt, wholeSince: since } = known;
  const runs = keptRuns(history.runs, lastReadAt, missedAt(policyRuns, known.reach));
  if (runs.length === history.runs.length || lastReadAt === null) return known;
  return {
    ...known,
    history: { ...history, runs: [...runs] },
    wholeSince: Math.max(since, lastReadAt - KEPT_WHOLE_MS),
  };
}

/** Every item with what is kept of it, and of the runs of the policies they are devices of. */
export function createKnownItems() {
  let items = new Map<string, KnownItem>();
  let policies = new Map<number, Policy>();
  const names = new Map<string, Named>();

  /** Clients, sites and policies are told with each of their items, and kept once. */
  function shared<T extends Named | null>(kind: string, named: T): T {
    if (named === null) return named;
    const key = `${kind} ${named.id}`;
    const known = names.get(key);
    if (known && known.name === named.name) return known as T;
    names.set(key, named);
    return named;
  }

  function withShared(item: Item): Item {
    const [client, site] = [shared("client", item.client), shared("site", item.site)];
    return { ...item, client, site, policy: shared("policy", item.policy) };
  }

  function leavePolicy(id: string): number | null {
    const key = items.get(id)?.history.policyKey ?? null;
    if (key !== null) policies.get(key)?.members.delete(id);
    return key;
  }

  function readPolicy(key: number): string[] {
    const policy = policies.get(key);
    if (!policy) return [];
    const members = [...policy.members].flatMap((itemId) => {
      const known = items.get(itemId);
      return known?.reach ? [{ itemId, reach: known.reach, known }] : [];
    });
    if (members.length === 0) policies.delete(key);
    const parents = new Set<string>();
    let lastReadAt: number | null = Number.POSITIVE_INFINITY;
    for (const { known } of members) {
      for (const { parentId } of known.history.runs) if (parentId !== null) parents.add(parentId);
      if (known.lastReadAt === null) lastReadAt = null;
      else if (lastReadAt !== null) lastReadAt = Math.min(lastReadAt, known.lastReadAt);
    }
    policy.runs = keptPolicyRuns(policyRunsOf(policy.told, members), lastReadAt, parents);
    policy.told = policy.runs;
    return [...policy.members];
  }

  return {
    get: (id: string): KnownItem | undefined => items.get(id),
    all: (): Iterable<KnownItem> => items.values(),
    ids: (): Iterable<string> => items.keys(),
    has: (id: string) => items.has(id),
    size: () => items.size,
    /** The runs of the policy it is a device of, newest first, as far as readings rest on them. */
    policyRunsOf(id: string): readonly PolicyRun[] {
      const key = items.get(id)?.history.policyKey ?? null;
      return key === null ? NONE : (policies.get(key)?.runs ?? NONE);
    },
    /**
     * Takes what was read anew of these items (null: of all there are); what was asked for and is not `fresh` is none any more.
     * Gives the ids of all whose facts may be others: theirs, and those of the devices of the same policies.
     */
    async take(
      itemIds: readonly string[] | null,
      fresh: readonly ReturnType<typeof learn>[],
    ): Promise<Set<string>> {
      const touched = new Set<string>(itemIds ?? items.keys());
      const touchedPolicies = new Set<number>();
      if (itemIds === null) {
        items = new Map();
        policies = new Map();
        names.clear();
      }
      for (const id of itemIds ?? []) {
        const key = leavePolicy(id);
        if (key !== null) touchedPolicies.add(key);
        items.delete(id);
      }
      for (const [i, { known, told }] of fresh.entries()) {
        if (i % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) await setImmediate();
        const { history } = known;
        const { item, policyKey } = history;
        items.set(item.id, { ...known, history: { ...history, item: withShared(item) } });
        touched.add(item.id);
        if (policyKey === null) continue;
        const policy = policies.get(policyKey) ?? { members: new Set(), runs: [], told };
        policy.members.add(item.id);
        policy.told = told;
        policies.set(policyKey, policy);
        touchedPolicies.add(policyKey);
      }
      for (const key of touchedPolicies) {
        for (const id of readPolicy(key)) touched.add(id);
        await setImmediate();
      }
      return touched;
    },
    /** Notes a complete read; an older one never takes the place of a newer. Gives whether it is news. */
    noteRead(id: string, readAt: number): boolean {
      const known = items.get(id);
      if (!known || (known.lastReadAt !== null && known.lastReadAt >= readAt)) return false;
      // What an incomplete read left in doubt is settled now, and need not be kept.
      items.set(id, lessOf({ ...known, lastReadAt: readAt }, this.policyRunsOf(id)));
      return true;
    },
  };
}
