import type { ItemFacts } from "./insight/facts.ts";
import type { Entry } from "./standings.ts";
import type { ItemHistory, MayStop, Store } from "./store/store.ts";

/** Of one item, for as long as a question can reach back: a run every ten minutes for more than a year. */
const MOST_RUNS = 60_000;
/** Of so many items asked for at once longer histories are kept: those of one screen. */
const MOST_LONGER = 100;

/**
 * Facts with every run that began at or after an instant, read anew where memory does not reach so far. `most`: no longer
 * history is kept; `wholeSince`: since when an item's runs in memory are all there are, epoch milliseconds, null where it is
 * not known.
 */
export function createLongerFacts(deps: {
  store: Pick<Store, "histories">;
  most: number;
  wholeSince: (itemId: string) => number | null;
}) {
  /** For as long as the shorter ones they belong to are the newest. */
  const longer = new WeakMap<ItemHistory, { since: number; runs: ItemHistory["runs"] }>();
  return async (entries: readonly Entry[], since: number, asker?: MayStop): Promise<ItemFacts[]> => {
    const isAtHand = ({ facts: { history } }: Entry) =>
      history.item.firstAt === null ||
      (deps.wholeSince(history.item.id) ?? Number.POSITIVE_INFINITY) <= since ||
      (longer.get(history)?.since ?? Number.POSITIVE_INFINITY) <= since;
    const itemIds = entries.filter((entry) => !isAtHand(entry)).map(({ id }) => id);
    const asked = { itemIds, runs: MOST_RUNS, since: new Date(since).toISOString() };
    const read = itemIds.length === 0 ? [] : await deps.store.histories(asked, asker);
    const runsOf = new Map(read.map(({ item, runs }) => [item.id, runs]));
    return entries.map(({ facts }) => {
      const { history } = facts;
      const fresh = runsOf.get(history.item.id);
      if (fresh && entries.length <= MOST_LONGER && fresh.length <= deps.most)
        longer.set(history, { since, runs: fresh });
      const runs = fresh ?? longer.get(history)?.runs;
      return runs ? { ...facts, history: { ...history, runs } } : facts;
    });
  };
}
