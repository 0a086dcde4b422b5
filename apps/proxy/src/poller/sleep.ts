/** A longer timer ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Ends early, and without an error, once the signal says so. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.max(0, ms), LONGEST_TIMER));
    signal.addEventListener("abort", done);
  });
}
