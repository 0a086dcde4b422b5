import type { Normalized, ReplyFailure } from "@lastgood/normalize";
import type { SourceConfig } from "../config-types.ts";
import { assignClients } from "../poller/assign-client.ts";
import { openStore } from "../store/open-store.ts";
import type { Store, Written } from "../store/store.ts";
import { besideKnown } from "./beside-known.ts";
import { deviceInName } from "./device-in-name.ts";
import { type Imported, importFile } from "./import-file.ts";
import { contextOf, type NormalizeOptions } from "./normalize.ts";
import { createProgressBar, type ProgressBar } from "./progress-bar.ts";
import { openSaved, shown, sizeOf } from "./saved-file.ts";
import { type Process, readConfig, storeUrl } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

export type ImportOptions = Omit<NormalizeOptions, "vendor"> & { source: string };

/** So many containers are known to a join, as to a poll's. */
const CONTAINERS = 2000;

/** Exit codes, as shells have them. */
const FAILED = 1;
const STOPPED = 130;

/**
 * Saved replies or exports into the store, under a configured source. A file that fails does not keep the others from
 * it: why it failed is told at the end, a line each. `stop` ends it after the slice under way.
 */
export async function importReplies(
  process: Process,
  files: string[],
  options: ImportOptions,
  { stop, open = openStore }: { stop: AbortSignal; open?: typeof openStore },
): Promise<number> {
  const config = readConfig(process);
  const source = config.sources.find((one) => one.id === options.source);
  if (!source) {
    const known = config.sources.map((one) => one.id).join(", ") || "none is configured";
    throw new UsageError(`--source "${options.source}" is not configured; the sources are: ${known}`);
  }
  if (source.vendor === "unitrends" && options.system === undefined)
    throw new UsageError("--system is needed: a reply of unitrends does not tell it");
  const timeZone = options.timeZone ?? source.timeZone ?? config.server.timeZone;
  const given: NormalizeOptions = { ...options, vendor: source.vendor, timeZone };
  await contextOf(given);

  const store = await open(storeUrl(config, process.cwd), {
    folder: process.cwd,
    retentionMs: () => config.store.retentionMs,
  });
  const sizes = await Promise.all(files.map(sizeOf));
  const bar = createProgressBar(process, {
    files: files.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  });
  const failures: string[] = [];
  let taken = 0;
  try {
    for (const file of files) {
      if (stop.aborted) break;
      bar.file(shown(file));
      try {
        const told = await importOne(process, { store, source, bar, stop }, config.clients, file, given);
        if (told === null) break;
        taken += 1;
        bar.clear();
        if (told.line !== null) process.out.write(`${told.line}\n`);
        if (told.failure !== null) failures.push(told.failure);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        taken += 1;
        failures.push(error.message);
      }
    }
  } finally {
    bar.clear();
    await store.close();
  }
  for (const failure of failures) process.err.write(`lastgood: ${failure}\n`);
  if (taken < files.length) {
    process.err.write(
      `lastgood: stopped after ${taken} of ${files.length} ${files.length === 1 ? "file" : "files"}; ` +
        "what is in the store is whole, and the same command takes the rest\n",
    );
    return STOPPED;
  }
  return failures.length > 0 ? FAILED : 0;
}

interface Room {
  store: Store;
  source: SourceConfig;
  bar: ProgressBar;
  stop: AbortSignal;
}

/** Null where it was stopped. */
async function importOne(
  process: Process,
  { store, source, bar, stop }: Room,
  clients: Parameters<typeof assignClients>[1],
  file: string,
  given: NormalizeOptions,
): Promise<{ line: string | null; failure: string | null } | null> {
  const saved = await openSaved(file);
  const device = given.device ?? (source.vendor === "nable" ? deviceInName(file) : undefined);
  const { vendor, context } = await contextOf(device === undefined ? given : { ...given, device });
  if (vendor === "veeam-enterprise-manager")
    context.knownContainers = await store.containers(source.id, CONTAINERS);
  const seenAt = new Date(process.now()).toISOString();
  const imported = await importFile(saved, {
    vendor,
    context,
    putSessions: (sessions) => putSlice(store, source, clients, sessions, seenAt),
    putRejects: (rejects, repeated) => store.putRejects(source.id, rejects, repeated, seenAt),
    onProgress: bar.add,
    stop,
  });
  if (imported === null) return null;
  const name = shown(file);
  return {
    line: lineOf(imported, source.vendor === "nable" ? `${name} (device ${device})` : name),
    failure: failureOf(imported, name),
  };
}

async function putSlice(
  store: Store,
  source: SourceConfig,
  clients: Parameters<typeof assignClients>[1],
  sessions: Normalized[],
  seenAt: string,
): Promise<Pick<Written, "added" | "changed" | "unchanged" | "expired">> {
  // A row of N-able's is all that there is of a session.
  const given = source.vendor === "nable" ? sessions : await besideKnown(store, sessions);
  const written = await store.putSessions(source.id, assignClients(source, clients, given), seenAt);
  return { ...written, unchanged: written.unchanged + sessions.length - given.length };
}

/** Null where nothing was taken of a file that failed. */
function lineOf(imported: Imported, name: string): string | null {
  const { added, changed, known, expired, rejects, repeats, failure } = imported;
  if (failure !== null && recordsOf(imported) === 0) return null;
  const old = expired === 0 ? "" : `, ${expired} older than store.retention and not kept`;
  return `${name}: ${added} new, ${changed} changed, ${known} known${old}; ${count(rejects, "reject")}, ${count(repeats, "repeat")}`;
}

function recordsOf(imported: Omit<Imported, "failure" | "hasChanged">): number {
  const { added, changed, known, expired, rejects, repeats } = imported;
  return added + changed + known + expired + rejects + repeats;
}

function count(number: number, word: string): string {
  return `${number} ${number === 1 ? word : `${word}s`}`;
}

function failureOf({ failure, hasChanged, ...imported }: Imported, name: string): string | null {
  if (hasChanged) return `${name} changed while it was read; import it again`;
  if (failure === null) return null;
  const words = oneLine(failure);
  if (failure.kind === "error-reply") return `${name} is an error reply: ${words}`;
  if (failure.kind === "not-a-reply") return `${name}: ${words}`;
  const records = recordsOf(imported);
  return `${name} is incomplete: ${words}; ${records === 0 ? "nothing of it was" : "what came before was"} taken`;
}

/** A vendor's words may hold anything, and a terminal obeys some of it. */
function oneLine({ message }: ReplyFailure): string {
  return message.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
