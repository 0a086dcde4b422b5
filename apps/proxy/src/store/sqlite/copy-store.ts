import { chmodSync, chownSync, closeSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";

/** Pages a step: some milliseconds, after each of which progress is told. */
const PAGES_A_STEP = 1_000;
const PAGE_BYTES = 4_096;
const INCREMENTAL = 2;

/**
 * Copies the store as it stands at this instant into a new file, only for its owner to read, whatever is written meanwhile.
 * The copy is whole and by itself: no log beside it belongs to it. `onProgress` is told of bytes done and in all.
 */
export async function copyStore(
  path: string,
  target: string,
  onProgress: (doneBytes: number, allBytes: number) => void,
): Promise<void> {
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(target + suffix, { force: true });
  closeSync(openSync(target, "wx", 0o600));
  const file = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    // Reading holds the instant fast. Without it every write of another program would begin the copy anew.
    file.exec("begin; select count(*) from sqlite_master");
    await backup(file, target, {
      rate: PAGES_A_STEP,
      progress: ({ totalPages, remainingPages }) =>
        onProgress((totalPages - remainingPages) * PAGE_BYTES, totalPages * PAGE_BYTES),
    });
    file.exec("commit");
  } finally {
    file.close();
  }
  standAlone(target);
}

/** Brings into the file what its log still holds, and takes the log away. Throws while another connection is open. */
export function standAlone(path: string): void {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec("pragma journal_mode = delete");
  } finally {
    file.close();
  }
}

/** Lets a file that was begun without the means to give back what is deleted have them: it is written anew, once. */
export function letShrink(path: string): void {
  const file = new DatabaseSync(path);
  try {
    if (file.prepare("pragma auto_vacuum").get()?.auto_vacuum === INCREMENTAL) return;
    file.exec("pragma auto_vacuum = incremental; vacuum");
  } finally {
    file.close();
  }
}

/** Until the disk has it. */
export function sync(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a file to whom another belongs, with the same rights; to its owner alone where there is no other. */
export function ownAs(path: string, other: string): void {
  const found = statSync(other, { throwIfNoEntry: false });
  chmodSync(path, found === undefined ? 0o600 : found.mode & 0o777);
  // Only an administrator may give a file away, and for anyone else it is his already.
  if (found !== undefined && process.getuid?.() === 0) chownSync(path, found.uid, found.gid);
}
