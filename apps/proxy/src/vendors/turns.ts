/** Hands a turn to one caller at a time, in the order in which they asked; `end` gives it on. */
export interface Turns {
  /** Epoch milliseconds before which no call may begin. */
  freeAt: number;
  /** What the vendor has asked for by refusing calls that came sooner after one another; null where it has not. */
  slowed: { spacingMs: number; until: number } | null;
  take(signal: AbortSignal): Promise<{ end(): void }>;
}

const lines = new Map<string, Turns>();

/** The one line of that name in this process: whoever asks for it by the same name waits in it. */
export function turnsOf(name: string): Turns {
  const known = lines.get(name) ?? createTurns();
  lines.set(name, known);
  return known;
}

function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    freeAt: 0,
    slowed: null,
    async take(signal) {
      signal.throwIfAborted();
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = before.then(() => promise);
      const stopped = () => resolve();
      signal.addEventListener("abort", stopped, { once: true });
      // One that stops waiting lets the next in, though not before its turn.
      await Promise.race([before, promise]);
      signal.removeEventListener("abort", stopped);
      if (signal.aborted) {
        resolve();
        throw signal.reason;
      }
      return { end: resolve };
    },
  };
}
