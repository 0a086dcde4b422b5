import type { Json } from "./sql/operations.ts";
import { slices } from "./sql/slices.ts";
import type { WorkerLink } from "./sqlite/worker-link.ts";
import type { ItemHistory, Run } from "./store.ts";

/** An answer of so many items takes the main thread a few milliseconds to read. */
const ITEMS_A_SLICE = 50;

/** Histories slice by slice, each policy's runs read once and shared by its devices' items. */
export async function readHistories(
  read: WorkerLink<"reads">["call"],
  itemIds: readonly string[] | null,
  runs: number,
  since: string | null,
): Promise<ItemHistory[]> {
  const keys = await read.itemKeys(itemIds);
  const own = await inSlices(keys, (slice) => read.historiesOf(slice, runs, since));
  const policyKeys = new Set(own.flatMap(({ policyItemKey }) => policyItemKey ?? []));
  const policyRuns = new Map<number | null, Run[]>(
    await inSlices([...policyKeys], (slice) => read.runsOf(slice, runs, since)),
  );
  return own.map(({ policyItemKey, ...history }) => ({
    ...history,
    policyRuns: policyRuns.get(policyItemKey) ?? [],
  }));
}

/** One slice is asked for ahead, so that both threads work at once; not all, or every other read would wait for them. */
async function inSlices<T>(keys: number[], ask: (slice: number[]) => Promise<Json<T[]>>): Promise<T[]> {
  const rest = slices(keys, ITEMS_A_SLICE);
  const taken: T[][] = [];
  let place = 0;
  const takeRest = async () => {
    for (const slice of rest) {
      const own = place++;
      taken[own] = JSON.parse(await ask(slice)) as T[];
    }
  };
  await Promise.all([takeRest(), takeRest()]);
  return taken.flat();
}
