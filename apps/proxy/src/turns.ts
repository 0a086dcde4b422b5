import { setImmediate } from "node:timers/promises";

/** So long other work may have to wait for its turn. */
const SLICE_MS = 8;

/** For long work: awaited often, it lets other work have its turn once some milliseconds are over. Null means: go on at once. */
export function createTurns(): () => Promise<void> | null {
  let began = performance.now();
  return () => {
    if (performance.now() - began < SLICE_MS) return null;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
