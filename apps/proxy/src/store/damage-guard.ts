import { StoreError } from "./store-error.ts";

/** Whether damage was met yet, and calls that heed it. */
export interface DamageGuard {
  /** The same calls, watched; once damage was met those that write are refused with what was found. */
  over<T extends object>(calls: T, does: "reads" | "writes"): T;
  /** In words; null where none was met. */
  damage(): string | null;
}

/**
 * Stands between the store and its threads. Once a call meets damage nothing is written any more: writing on would spread
 * it, and what is half kept would look whole. Reads go on where they can. `onDamage` is told once.
 */
export function createDamageGuard(onDamage: (error: StoreError) => void): DamageGuard {
  let found: StoreError | null = null;
  return {
    over: (calls, does) =>
      new Proxy(calls, {
        get(target, name) {
          const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
          return async (...args: unknown[]) => {
            if (found !== null && does === "writes") throw found;
            try {
              return await call(...args);
            } catch (error) {
              if (found === null && error instanceof StoreError && error.isDamage) {
                found = error;
                onDamage(error);
              }
              throw error;
            }
          };
        },
      }),
    damage: () => found?.message ?? null,
  };
}
