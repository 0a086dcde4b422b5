import type { Entry } from "../board.ts";

/** A reading of all entries, made once for each list of them: the board gives the same one until something turns. */
export function onceFor<T>(read: (entries: readonly Entry[]) => T): (entries: readonly Entry[]) => T {
  const made = new WeakMap<readonly Entry[], { value: T }>();
  return (entries) => {
    let found = made.get(entries);
    if (found === undefined) {
      found = { value: read(entries) };
      made.set(entries, found);
    }
    return found.value;
  };
}
