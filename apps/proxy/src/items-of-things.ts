import type { Item } from "./store/store.ts";

export const THINGS = ["device", "policy", "client"] as const;
/** What has items: a device, a policy, a client. */
export type Thing = (typeof THINGS)[number];

/** Which items each thing has: to walk through all items for those of one costs more than all else that its page asks. */
export function createItemsOfThings() {
  const ids: Record<Thing, Map<string, Set<string>>> = {
    device: new Map(),
    policy: new Map(),
    client: new Map(),
  };

  function leave(item: Item, thing: Thing): void {
    const own = item[thing]?.id;
    if (own === undefined) return;
    const left = ids[thing].get(own);
    left?.delete(item.id);
    if (left?.size === 0) ids[thing].delete(own);
  }

  return {
    /** `before`: the item as it was put the last time; undefined for one that is new. */
    put(item: Item, before: Item | undefined): void {
      for (const thing of THINGS) {
        const own = item[thing]?.id;
        if (before !== undefined && before[thing]?.id === own) continue;
        if (before !== undefined) leave(before, thing);
        if (own === undefined) continue;
        const known = ids[thing].get(own);
        if (known) known.add(item.id);
        else ids[thing].set(own, new Set([item.id]));
      }
    },
    remove(item: Item): void {
      for (const thing of THINGS) leave(item, thing);
    },
    /** Ids of its items; none of a thing that is not known. */
    of: (thing: Thing, id: string): Iterable<string> => ids[thing].get(id) ?? [],
  };
}
