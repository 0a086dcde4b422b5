import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { bytesInWords, counted } from "../insight/words.ts";
import { copyStore, sync } from "../store/sqlite/copy-store.ts";
import { examineStore } from "../store/sqlite/examine-store.ts";
import { tellsOfDamage } from "../store/sqlite/open-file.ts";
import { StoreError } from "../store/store-error.ts";
import { createProgressBar } from "./progress-bar.ts";
import { shown } from "./saved-file.ts";
import { storeFile } from "./store-file.ts";
import type { Process } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/**
 * A consistent copy of the embedded store into a file, while Lastgood runs or not. It is written beside its place, checked,
 * and only then given its name: what stands there under that name is a whole store. Throws UsageError or StoreError.
 */
export async function backupStore(process: Process, file: string, { force = false }): Promise<void> {
  const path = storeFile(process, {
    does: "is backed up",
    instead: 'pg_dump --format=custom --file=FILE "$LASTGOOD_STORE_URL"',
  });
  const target = resolve(process.cwd, file);
  refuseTarget(target, path, file, force);
  if (!existsSync(path)) throw new StoreError(`there is no store at ${path} yet: nothing to back up`);

  const part = `${target}.part`;
  const bar = createProgressBar(process, { files: 1, bytes: statSync(path).size });
  let done = 0;
  bar.file(shown(file));
  try {
    await copyStore(path, part, (doneBytes) => {
      bar.add(doneBytes - done);
      done = doneBytes;
    });
    bar.clear();
    const { bytes, sessions } = checked(part, path);
    sync(part);
    renameSync(part, target);
    sync(dirname(target));
    process.out.write(`${shown(file)}: ${bytesInWords(bytes)}, ${counted(sessions, "session")}, checked\n`);
  } catch (error) {
    bar.clear();
    for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(part + suffix, { force: true });
    if (error instanceof StoreError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (tellsOfDamage(reason)) throw damaged(path, `is damaged: ${reason}`, error);
    throw new StoreError(`the backup to ${shown(file)} failed, and nothing is left of it: ${reason}`, {
      cause: error,
    });
  }
}

function checked(part: string, path: string) {
  try {
    return examineStore(part);
  } catch (error) {
    throw error instanceof StoreError ? damaged(path, error.message, error) : error;
  }
}

function damaged(path: string, words: string, cause: unknown): StoreError {
  return new StoreError(
    `the store ${path} ${words}. No backup was made; keep those made before, and put one back by \`lastgood restore FILE\``,
    { cause, isDamage: true },
  );
}

function refuseTarget(target: string, path: string, file: string, force: boolean): void {
  const found = statSync(target, { throwIfNoEntry: false });
  const folder = statSync(dirname(target), { throwIfNoEntry: false });
  if (folder?.isDirectory() !== true)
    throw new UsageError(`there is no folder ${dirname(target)}; make it, or name another place`);
  const own = ["", "-wal", "-shm", "-lock"].map((suffix) =>
    statSync(path + suffix, { throwIfNoEntry: false }),
  );
  if (own.some((one) => one && one.ino === found?.ino && one.dev === found.dev))
    throw new UsageError(`${shown(file)} is the store itself; name another file`);
  if (found === undefined) return;
  if (!found.isFile()) throw new UsageError(`${shown(file)} is there already, and is no file; name another`);
  if (!force)
    throw new UsageError(`${shown(file)} is there already; name another file, or say --force to replace it`);
}
