import { DatabaseSync } from "node:sqlite";

const LOOK_MS = 10;

export interface Commits {
  /**
   * When the first session that this `changed` tells of was in the store, epoch milliseconds; null where that was not
   * seen. Must be given every event from the program's start on, in any number of copies.
   */
  committedAt(changed: Record<string, unknown>): number | null;
  stop(): void;
}

/** Watches a store that only new sessions come to, from before the program starts: what stands in it is counted by its keys. */
export function watchCommits(path: string): Commits {
  const file = new DatabaseSync(path, { readOnly: true });
  const lastKey = file.prepare("select max(key) as key from sessions");
  const keyNow = () => Number(lastKey.get()?.["key"] ?? 0);
  let told = keyNow();
  const seen: { key: number; at: number }[] = [];
  const timer = setInterval(() => {
    const key = keyNow();
    if (key > (seen.at(-1)?.key ?? 0)) seen.push({ key, at: performance.timeOrigin + performance.now() });
  }, LOOK_MS);
  const bySeq = new Map<number, number | null>();
  return {
    committedAt({ seq, sessions }) {
      const known = bySeq.get(Number(seq));
      if (known !== undefined) return known;
      const first = told + 1;
      told += Number(sessions);
      const at = Number(sessions) === 0 ? null : (seen.find(({ key }) => key >= first)?.at ?? null);
      bySeq.set(Number(seq), at);
      return at;
    },
    stop() {
      clearInterval(timer);
      file.close();
    },
  };
}
