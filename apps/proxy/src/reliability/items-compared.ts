import { type ProtectedItem, STATES } from "../contract.ts";
import type { House } from "./house.ts";

/** By their names without the source's. */
export type Items = ReadonlyMap<string, ProtectedItem>;

export function itemsOf(one: House): Items {
  return new Map(one.items().map((item) => [nameOf(item), item]));
}

/** Houses differ in the id of their source, and so in those of their items. */
export function nameOf({ sourceId, device, policy, workload, vendorType }: ProtectedItem): string {
  const own = (id = "") => id.replace(`${sourceId}:`, "");
  return [own(device?.id), own(policy?.id), workload, vendorType].join("|");
}

/** Items that stand otherwise than their twins. */
export function strangeStates(items: Items, twins: Items): string[] {
  const names = new Set([...items.keys(), ...twins.keys()]);
  return [...names].flatMap((name) => {
    const [is, meant] = [items.get(name), twins.get(name)];
    return is?.state === meant?.state ? [] : [`${name} is ${is?.state}, not ${meant?.state}: ${is?.reason}`];
  });
}

/** Whether the poll that began then read it in whole. */
export function isReadSince({ lastReadAt }: ProtectedItem, startedAt: number): boolean {
  return lastReadAt !== null && Date.parse(lastReadAt) >= startedAt;
}

/** What an inventory alone tells stands as the last one told it, until one can be read again. */
export function isByInventory({ reason }: ProtectedItem): boolean {
  return /not in the inventory|switched off/.test(reason);
}

/** The later in this list, the better. */
const rank = ({ state }: ProtectedItem) => (STATES as readonly string[]).indexOf(state);

/**
 * Items that the struck poll made better, or left better than they would be without the fault. What was read in whole
 * all the same may get better, and what was not read says by its `lastReadAt` that it rests on an older reading.
 */
export function* improvements(
  before: Items,
  after: Items,
  without: Items,
  startedAt: number,
): Generator<string> {
  for (const [name, item] of after) {
    const isRead = isReadSince(item, startedAt);
    const was = before.get(name);
    if (was && rank(item) > rank(was) && !isRead)
      yield `no item is better than before: ${name} was ${was.state} and is ${item.state}: ${item.reason}`;
    const twin = without.get(name);
    if (twin && rank(item) > rank(twin) && isRead && !isByInventory(twin))
      yield `no item is better than without the fault: ${name} is ${item.state}, not ${twin.state}`;
  }
}
