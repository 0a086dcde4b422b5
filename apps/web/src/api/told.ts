/** What was told last, for `useSyncExternalStore`; null where nothing is to be told. */
export function createTold<T>() {
  const listeners = new Set<() => void>();
  let last: T | null = null;
  return {
    told: () => last,
    tell(next: T | null): void {
      if (next === last) return;
      last = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
