import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../store-error.ts";
import { letShrink, ownAs, standAlone, sync } from "./copy-store.ts";
import { type Examined, examineStore } from "./examine-store.ts";
import { inUse, ownStore } from "./store-lock.ts";

export interface PutInPlace {
  store: Examined;
  /** Where the store that stood there is now; null where none did. */
  keptAside: string | null;
}

/**
 * Puts a copy of a backup in the store's place, while no program uses it. The copy is checked beside its place before
 * anything is moved; what stood there is kept under another name, its log with it, for a log beside another file than its
 * own would damage that. At no instant is there no store: an empty one would be begun then.
 */
export function putInPlace(backup: string, path: string, now: Date): PutInPlace {
  const release = ownStore(path);
  const incoming = `${path}.restoring`;
  try {
    copyFileSync(backup, incoming);
    ownAs(incoming, path);
    const store = examineStore(incoming);
    standAlone(incoming);
    letShrink(incoming);
    sync(incoming);
    const keptAside = existsSync(path) ? setAside(path, `${path}.before-restore-${stamp(now)}`) : null;
    rmSync(`${path}-shm`, { force: true });
    rmSync(`${path}-wal`, { force: true });
    renameSync(incoming, path);
    sync(dirname(path));
    return { store, keptAside };
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(incoming + suffix, { force: true });
    release();
  }
}

function setAside(path: string, aside: string): string {
  if (existsSync(aside))
    throw new StoreError(`${aside} is there already: wait a second, and restore again. Nothing was changed.`);
  try {
    // SQLite deletes the log of a file whose beginning is not its own.
    if (beginsAsStore(path)) standAlone(path);
  } catch (error) {
    // Damage is what one restores for: its log goes with it as it is.
    if (/locked|busy/i.test(String(error))) throw new StoreError(inUse(path), { cause: error });
  }
  try {
    linkSync(path, aside);
  } catch {
    // Not every file system knows two names for one file.
    copyFileSync(path, aside);
  }
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  return aside;
}

function beginsAsStore(path: string): boolean {
  const head = Buffer.alloc(16);
  const handle = openSync(path, "r");
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  return head.toString("latin1") === "SQLite format 3\0";
}

const stamp = (now: Date) => now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
