import type { Changed } from "../contract.ts";

export type Change = Omit<Changed, "seq">;

/** Publish and subscribe with a rising sequence number. A viewer that missed a number reloads; nothing is replayed. */
export interface Events {
  publish(change: Change): void;
  /** Returns what ends the subscription. */
  subscribe(listener: (changed: Changed) => void): () => void;
  seq(): number;
}

export function createEvents(): Events {
  const listeners = new Set<(changed: Changed) => void>();
  let seq = 0;
  return {
    publish(change) {
      seq += 1;
      const changed = { seq, ...change };
      for (const listener of listeners) listener(changed);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seq: () => seq,
  };
}
