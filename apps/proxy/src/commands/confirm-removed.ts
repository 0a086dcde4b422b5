import { existsSync } from "node:fs";
import { didYouMean } from "../config/nearest.ts";
import { openStore } from "../store/open-store.ts";
import { StoreError } from "../store/store-error.ts";
import { readOwnConfig } from "./store-file.ts";
import { type Process, storeUrl } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Takes someone's word that what a source's inventories lack since they shrank is gone, while Lastgood runs. Throws UsageError
 * or StoreError.
 */
export async function confirmRemoved(process: Process, sourceId: string, open = openStore): Promise<void> {
  const config = readOwnConfig(process);
  const ids = config.sources.map(({ id }) => id);
  if (!ids.includes(sourceId))
    throw new UsageError(`"${sourceId}" is no source of the configuration; ${didYouMean(sourceId, ids)}`);
  const url = storeUrl(config, process.cwd);
  const file = /^file:(.*)$/.exec(url)?.[1];
  if (file !== undefined && !existsSync(file))
    throw new StoreError(`there is no store at ${file} yet: nothing to confirm`);
  const store = await open(url, { folder: process.cwd });
  try {
    const many = await store.confirmRemoved(sourceId);
    process.out.write(
      many === 0
        ? `no inventory of ${sourceId} has shrunk by more than a tenth: nothing to confirm\n`
        : `${many === 1 ? "1 device or policy" : `${many} devices and policies`} of ${sourceId}: each retires once three complete ` +
            "inventories over at least 24 h have lacked it, and comes back when it is listed again\n",
    );
  } finally {
    await store.close();
  }
}
