import type { LoadedConfig } from "../config.ts";
import { type Process, readConfig, storeUrl } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

/** What to do instead where the store is on a PostgreSQL server; FILE is the backup. */
export interface ServerWords {
  does: string;
  instead: string;
}

/** The configuration of a store that lasts. Throws UsageError for the demonstration, or ConfigError. */
export function readOwnConfig(process: Process): LoadedConfig {
  const config = readConfig(process);
  if (!config.demo) return config;
  throw new UsageError(
    "the demonstration's store begins anew at each start; name your configuration by LASTGOOD_CONFIG, or run this beside lastgood.yaml",
  );
}

/** The configured store's file. Throws UsageError where there is none: of the demonstration, and on a PostgreSQL server. */
export function storeFile(process: Process, { does, instead }: ServerWords): string {
  const config = readOwnConfig(process);
  const url = storeUrl(config, process.cwd);
  if (url.startsWith("file:")) return url.slice("file:".length);
  throw new UsageError(`the store is on a PostgreSQL server, which ${does} by its own means: ${instead}`);
}
