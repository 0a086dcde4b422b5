import { hash } from "node:crypto";
import type { Normalized, Session } from "@lastgood/normalize";
import { type AzureInventoryMemory, blankInventory } from "./azure-inventory.ts";

const TRIES = 3;
/** In place of a session's tries: its details were given up. */
const GIVEN_UP = -1;
const MOST = 20_000;

/** What is remembered between polls of sessions that later polls meet again. */
export interface AzureMemory {
  /** Whether the history was read once. */
  isFilled(): boolean;
  /** The same session under the id that it was first known by: an upgrade from v1 turns decimal ids into UUIDs. */
  asKnown(normalized: Normalized): Normalized;
  /** Finished, with children, sizes and message, and told just so: it need not be read again. */
  isDone(told: Normalized): boolean;
  setDone(told: Normalized): void;
  /** Notes that details could not be read; true once they are given up: tried often enough, where they `mayBeGivenUp`. */
  failed(session: Session, mayBeGivenUp: boolean): boolean;
  /** Sessions whose details were given up. */
  givenUp(): number;
  /** Whether a session of this one's type ever told of the machines that it protected. */
  hasHadChildren(session: Session): boolean;
  setHadChildren(session: Session): void;
  /** The newest start of all that was read in whole, epoch milliseconds; null where there is none. */
  newestAt(): number | null;
  /** When a poll last looked a week back, epoch milliseconds; null: never. */
  weekReadAt(): number | null;
  readTo(newestAt: number | null, weekReadAt: number): void;
  /** The end of a whole poll: forgets sessions that started before `from`, which is where the next poll begins. */
  filled(from: number): void;
  /** What is known of the lists of policies and machines, and which policies sessions said are removed. */
  inventory: AzureInventoryMemory;
  text(): string;
}

interface Kept {
  filled: boolean;
  givenUp: number;
  /** Start, epoch milliseconds, and what it told, by session id; without the last in an older memory. */
  done: [id: string, startedAt: number, digest?: number][];
  tries: [id: string, times: number][];
  /** Types of sessions with children. */
  parents?: string[];
  newestAt?: number | null;
  weekReadAt?: number | null;
  /** Ids of v1's sessions by what else tells them apart. */
  numbered?: [moment: string, id: string][];
  inventory?: AzureInventoryMemory;
}

/** `text` is what an earlier one told; another make's is no memory. */
export function createAzureMemory(text: string | null): AzureMemory {
  const kept = parse(text);
  let { filled, givenUp, newestAt = null, weekReadAt = null } = kept;
  const done = new Map(kept.done.map(([id, startedAt, digest]) => [id, { startedAt, digest }]));
  const tries = new Map(kept.tries);
  const parents = new Set(kept.parents);
  const numbered = new Map(kept.numbered);
  const inventory = kept.inventory ?? blankInventory();
  return {
    isFilled: () => filled,
    asKnown(normalized) {
      const { session } = normalized;
      const moment = momentOf(session);
      if (session.vendorId !== null && DECIMAL.test(session.vendorId)) {
        numbered.set(moment, session.id);
        return normalized;
      }
      const id = numbered.get(moment);
      return id === undefined ? normalized : { ...normalized, session: { ...session, id } };
    },
    // An appliance that was set up anew counts from 1 again: the same id with another start is another session.
    isDone({ session, raw }) {
      const known = done.get(session.id);
      if (known === undefined || known.startedAt !== startOf(session)) return false;
      return known.digest === undefined || known.digest === digestOf(raw.text);
    },
    setDone({ session, raw }) {
      tries.delete(session.id);
      done.set(session.id, { startedAt: startOf(session), digest: digestOf(raw.text) });
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
    newestAt: () => newestAt,
    weekReadAt: () => weekReadAt,
    readTo(next, week) {
      newestAt = next;
      weekReadAt = week;
    },
    filled(from) {
      filled = true;
      for (const [id, { startedAt }] of done) if (startedAt < from) done.delete(id);
      const oldest = new Date(from).toISOString();
      for (const moment of numbered.keys()) if (moment < oldest) numbered.delete(moment);
    },
    inventory,
    text() {
      // Newest first on a first fill: those at the front are the ones that the next poll meets.
      const newest = [...done]
        .slice(0, MOST)
        .map(([id, { startedAt, digest }]): Kept["done"][number] =>
          digest === undefined ? [id, startedAt] : [id, startedAt, digest],
        );
      const azure: Kept = {
        filled,
        givenUp,
        done: newest,
        tries: [...tries],
        parents: [...parents],
        newestAt,
        weekReadAt,
        numbered: [...numbered].slice(0, MOST),
        inventory,
      };
      return JSON.stringify({ azure });
    },
  };
}

const DECIMAL = /^\d+$/;

/** Sorts by time. One run of a policy makes sessions of several types that begin milliseconds apart. */
function momentOf({ at, vendorType, policy }: Session): string {
  return `${at ?? ""} ${vendorType} ${policy?.name ?? policy?.id}`;
}

/** 48 bits of what the row says: it is told otherwise where the session changed after its end. */
function digestOf(text: string): number {
  return hash("sha1", text, "buffer").readUIntBE(0, 6);
}

function startOf({ at }: Session): number {
  return at === null ? 0 : Date.parse(at);
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
