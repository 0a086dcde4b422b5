import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { counted } from "../insight/words.ts";
import { putInPlace } from "../store/sqlite/put-in-place.ts";
import { StoreError } from "../store/store-error.ts";
import { shown } from "./saved-file.ts";
import { storeFile } from "./store-file.ts";
import type { Process } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/**
 * A backup back into the embedded store's place, while nothing uses the store; what stood there is kept beside it. Throws
 * UsageError or StoreError, and has then changed nothing.
 */
export function restoreStore(process: Process, file: string): void {
  const path = storeFile(process, {
    does: "puts a backup back",
    instead: 'pg_restore --clean --if-exists --dbname="$LASTGOOD_STORE_URL" FILE',
  });
  const backup = resolve(process.cwd, file);
  const found = statSync(backup, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`${shown(file)} is not there`);
  if (!found.isFile()) throw new UsageError(`${shown(file)} is no file`);
  if (backup === path) throw new UsageError(`${shown(file)} is the store itself; name a backup of it`);
  mkdirSync(dirname(path), { recursive: true });
  try {
    const { store, keptAside } = putInPlace(backup, path, new Date(process.now()));
    const newest = store.newestAt === null ? "" : `, the newest of ${store.newestAt}`;
    process.out.write(
      `${path} is now ${shown(file)}: ${counted(store.sessions, "session")} of ${counted(store.sources, "source")}${newest}\n`,
    );
    if (keptAside !== null) process.out.write(`what was there before is ${keptAside}\n`);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw error instanceof StoreError && /^(is|was) /.test(words)
      ? new StoreError(`${shown(file)} ${words}. Nothing was changed.`, { cause: error })
      : error;
  }
}
