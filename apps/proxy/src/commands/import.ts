import { normalizeReply } from "@lastgood/normalize";
import { assignClients } from "../poller/assign-client.ts";
import { openStore } from "../store/open-store.ts";
import { contextOf, type NormalizeOptions, readFile, UsageError } from "./normalize.ts";
import { type Process, readConfig, storeUrl } from "./surroundings.ts";

export type ImportOptions = Omit<NormalizeOptions, "vendor"> & { source: string };

/** What a vendor's reply does not tell itself and must be said. */
const MUST_TELL = { nable: "device", unitrends: "system" } as const;

/**
 * Saved replies or exports into the store, under a configured source. What a cut-off reply held whole is kept; 1 if any
 * file was an error reply, another vendor's, or incomplete.
 */
export async function importReplies(
  process: Process,
  files: string[],
  options: ImportOptions,
): Promise<number> {
  const config = readConfig(process);
  const source = config.sources.find((one) => one.id === options.source);
  if (!source) {
    const known = config.sources.map((one) => one.id).join(", ") || "none is configured";
    throw new UsageError(`--source "${options.source}" is not configured; the sources are: ${known}`);
  }
  const needed = MUST_TELL[source.vendor as keyof typeof MUST_TELL];
  if (needed && options[needed] === undefined)
    throw new UsageError(`--${needed} is needed: a reply of ${source.vendor} does not tell it`);

  const zone = options.timeZone ?? source.timeZone ?? config.server.timeZone;
  const { context } = await contextOf({ ...options, vendor: source.vendor, timeZone: zone });
  const store = await openStore(storeUrl(config, process.cwd), { folder: process.cwd });
  let failed = false;
  try {
    for (const file of files) {
      const outcome = normalizeReply(source.vendor, await readFile(file), context);
      const seenAt = new Date(process.now()).toISOString();
      const sessions = assignClients(source, config.clients, outcome.sessions);
      const written = await store.putSessions(source.id, sessions, seenAt);
      await store.putRejects(source.id, outcome.rejects, outcome.repeated, seenAt);
      failed ||= outcome.failure !== null;
      process.out.write(
        `${file}: ${written.added} new, ${written.changed} changed, ${written.unchanged} known; ` +
          `${outcome.rejects.length} rejects, ${outcome.repeats} repeats` +
          `${outcome.failure ? `; incomplete: ${outcome.failure.message}` : ""}\n`,
      );
    }
  } finally {
    await store.close();
  }
  return failed ? 1 : 0;
}
