import { setImmediate } from "node:timers/promises";
import { createToRun, inOrder, isGood, type RunsByItem, type RunsText } from "./sql/runs.ts";
import { slices } from "./sql/slices.ts";
import type { ItemHistory, Run } from "./store.ts";
import type { WorkerLink } from "./worker/worker-link.ts";

/** Runs of so many items take this thread a few milliseconds to read. */
const ITEMS_A_SLICE = 25;

/** Items with their runs; a policy's runs are read once and shared by its devices' items. */
export async function readHistories(
  read: WorkerLink<"reads">["call"],
  itemIds: readonly string[] | null,
  runs: number,
  since: string | null,
): Promise<ItemHistory[]> {
  const items = await read.items(itemIds);
  const keys = items.flatMap(({ key, policyItemKey }) =>
    policyItemKey === null ? key : [key, policyItemKey],
  );
  const runsOf = await runsInSlices([...new Set(keys)], (slice) => read.runsOf(slice, runs, since));
  const lastGood = new Map(items.map(({ key }) => [key, runsOf.get(key)?.find(isGood)]));
  const without = items.flatMap(({ key }) => (lastGood.get(key) === undefined ? key : []));
  const older = await runsInSlices(without, (slice) => read.newestGoodOf(slice));
  return items.map(({ key, policyItemKey, item }) => ({
    item,
    runs: runsOf.get(key) ?? [],
    lastGood: lastGood.get(key) ?? older.get(key)?.[0] ?? null,
    policyRuns: policyItemKey === null ? [] : (runsOf.get(policyItemKey) ?? []),
    policyKey: policyItemKey,
  }));
}

/** One slice is asked for ahead, so that both threads work at once; not all, or every other read would wait for them. */
async function runsInSlices(
  keys: readonly number[],
  ask: (slice: number[]) => Promise<RunsText>,
): Promise<Map<number, Run[]>> {
  const found = new Map<number, Run[]>();
  const toRun = createToRun();
  const rest = slices(keys, ITEMS_A_SLICE);
  const takeRest = async () => {
    for (const slice of rest) {
      const answer = JSON.parse(await ask(slice)) as RunsByItem;
      for (const [key, runs] of answer) found.set(key, inOrder(runs.map(toRun)));
      // Several answers may be there at once.
      await setImmediate();
    }
  };
  await Promise.all([takeRest(), takeRest()]);
  return found;
}
