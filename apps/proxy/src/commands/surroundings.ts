import { dirname, resolve } from "node:path";
import { type Logger, pino } from "pino";
import { ConfigError, type LoadedConfig, loadConfig } from "../config.ts";
import type { Config } from "../config-types.ts";

/** What a command takes from the process that runs it. */
export interface Process {
  env: NodeJS.ProcessEnv;
  cwd: string;
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
  in: NodeJS.ReadableStream;
  now: () => number;
}

/** Throws ConfigError, whose message has a line for each complaint. */
export function readConfig({ env, cwd }: Process): LoadedConfig {
  return loadConfig({ env, cwd, timeZoneOfMachine: Intl.DateTimeFormat().resolvedOptions().timeZone });
}

/** Relative paths of a configuration are meant from its own file, those of the demonstration from the working directory. */
export function storeUrl(config: Config, cwd: string): string {
  const folder = config.file === null ? cwd : dirname(config.file);
  const file = /^file:(.*)$/.exec(config.store.url)?.[1];
  return file === undefined ? config.store.url : `file:${resolve(folder, file)}`;
}

/** One JSON line an event, on stderr: stdout belongs to what a command prints. */
export function createLog(env: NodeJS.ProcessEnv): Logger {
  const level = env.LASTGOOD_LOG || "info";
  const known = [...Object.keys(pino.levels.values), "silent"];
  if (!known.includes(level))
    throw new ConfigError([`LASTGOOD_LOG is "${level}"; write one of ${known.join(", ")}`]);
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
