import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store-error.ts";

/**
 * A file beside the store, empty and only there to be locked: programs that use the store share the lock, and who puts
 * another file in its place must have it alone. The system lets go of it when a program ends, however that was. The store's
 * own locks would not do: a store that is damaged cannot be locked.
 */
const fileOf = (storePath: string) => `${storePath}-lock`;

const HELD_BY_OTHERS = 5;
/** A restore takes seconds; who finds a program that uses the store need not wait for it. */
const WAIT_MS = { share: 2_000, own: 0 };

/** Takes a share of the lock until what is returned is called. Throws StoreError while another store is put in place. */
export function shareStore(storePath: string): () => void {
  return locked(
    storePath,
    "begin; select count(*) from sqlite_master",
    WAIT_MS.share,
    () => new StoreError("a backup is being put in its place; start again once that is done"),
  );
}

/** Takes the lock alone until what is returned is called. Throws StoreError while any program uses the store. */
export function ownStore(storePath: string): () => void {
  return locked(storePath, "begin exclusive", WAIT_MS.own, () => new StoreError(inUse(storePath)));
}

/**
 * Whether this program is the one that polls the sources of the store: gives what ends that, null while another one is.
 * Beside it all programs use the store as before.
 */
export function beOnlyPoller(storePath: string): (() => void) | null {
  try {
    return locked(storePath, "begin immediate", 0, () => new StoreError("another program polls"));
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

/** In words, for who would put another file in its place. */
export function inUse(storePath: string): string {
  return `The store ${storePath} is in use: stop Lastgood (and any import) first. Nothing was changed.`;
}

function locked(
  storePath: string,
  statement: string,
  timeout: number,
  refusal: () => StoreError,
): () => void {
  const file = new DatabaseSync(fileOf(storePath), { timeout });
  try {
    // It is never written, so no journal of it is to be left behind by a program that is ended.
    file.exec(`pragma journal_mode = memory; ${statement}`);
  } catch (error) {
    file.close();
    throw (error as { errcode?: number }).errcode === HELD_BY_OTHERS ? refusal() : error;
  }
  return () => file.close();
}
