import type { Session } from "@lastgood/normalize";
import { type AzureInventoryMemory, blankInventory } from "./azure-inventory.ts";

const TRIES = 3;
/** In place of a session's tries: its details were given up. */
const GIVEN_UP = -1;
const MOST = 20_000;

/** What is remembered between polls of sessions that later polls meet again. */
export interface AzureMemory {
  /** Whether the history was read once. */
  isFilled(): boolean;
  /** Finished, with children, sizes and message: nothing of it can change any more. */
  isDone(session: Session): boolean;
  setDone(session: Session): void;
  /** Notes that details could not be read; true once they are given up: tried often enough, where they `mayBeGivenUp`. */
  failed(session: Session, mayBeGivenUp: boolean): boolean;
  /** Sessions whose details were given up. */
  givenUp(): number;
  /** Whether a session of this one's type ever told of the machines that it protected. */
  hasHadChildren(session: Session): boolean;
  setHadChildren(session: Session): void;
  /** The end of a whole poll: forgets sessions that started before `from`, which is where the next poll begins. */
  filled(from: number): void;
  /** What is known of the lists of policies and machines, and which policies sessions said are removed. */
  inventory: AzureInventoryMemory;
  text(): string;
}

interface Kept {
  filled: boolean;
  givenUp: number;
  /** Start by session id, epoch milliseconds. */
  done: [id: string, startedAt: number][];
  tries: [id: string, times: number][];
  /** Types of sessions with children. */
  parents?: string[];
  inventory?: AzureInventoryMemory;
}

/** `text` is what an earlier one told; another make's is no memory. */
export function createAzureMemory(text: string | null): AzureMemory {
  const kept = parse(text);
  let { filled, givenUp } = kept;
  const done = new Map(kept.done);
  const tries = new Map(kept.tries);
  const parents = new Set(kept.parents);
  const inventory = kept.inventory ?? blankInventory();
  return {
    isFilled: () => filled,
    isDone: ({ id }) => done.has(id),
    setDone({ id, at }) {
      tries.delete(id);
      done.set(id, at === null ? 0 : Date.parse(at));
    },
    failed({ id }, mayBeGivenUp) {
      const before = tries.get(id) ?? 0;
      if (before === GIVEN_UP) return true;
      const isGivenUp = mayBeGivenUp && before + 1 >= TRIES;
      if (isGivenUp) givenUp += 1;
      tries.set(id, isGivenUp ? GIVEN_UP : before + 1);
      return isGivenUp;
    },
    givenUp: () => givenUp,
    hasHadChildren: ({ vendorType }) => vendorType !== null && parents.has(vendorType),
    setHadChildren({ vendorType }) {
      if (vendorType !== null) parents.add(vendorType);
    },
    filled(from) {
      filled = true;
      for (const [id, startedAt] of done) if (startedAt < from) done.delete(id);
    },
    inventory,
    text() {
      // Newest first on a first fill: those at the front are the ones that the next poll meets.
      const newest = [...done].slice(0, MOST);
      const azure: Kept = {
        filled,
        givenUp,
        done: newest,
        tries: [...tries],
        parents: [...parents],
        inventory,
      };
      return JSON.stringify({ azure });
    },
  };
}

function parse(text: string | null): Kept {
  try {
    const { azure } = JSON.parse(text ?? "{}");
    if (Array.isArray(azure?.done) && Array.isArray(azure.tries)) return azure;
  } catch {
    // As if there were none.
  }
  return { filled: false, givenUp: 0, done: [], tries: [] };
}
