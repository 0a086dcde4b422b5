import type { Context, Outcome } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import type { VendorResponse } from "../http.ts";
import { readReply, replyError } from "../read-reply.ts";
import { VendorError } from "../vendor-error.ts";
import { PAGE_ROWS } from "./client.ts";

/** Rows that each page repeats of the one before: one that vanishes moves the others up. */
const OVERLAP = 5;

/** One reply in whole; throws what keeps it from being that. */
export async function readPage(
  source: SourceConfig,
  response: VendorResponse,
  context: Context,
): Promise<Outcome> {
  const { outcome, broken } = await readReply(response, "veeam-azure", context);
  if (broken !== null) throw broken;
  if (outcome.failure === null) return outcome;
  throw replyError(source, outcome.failure);
}

/**
 * Every page of a list, newest rows first, by arithmetic and not by links, up to its total or an empty page. New rows move
 * the others down while this goes on, so rows come twice: each is handed over once, and again where it has ended since. A
 * total that a page fills or goes past may be wrong, and is asked beyond. Throws where the list does not get to its total.
 */
export async function* readPages(
  source: SourceConfig,
  context: Context,
  ask: (offset: number) => Promise<VendorResponse>,
): AsyncGenerator<Outcome> {
  const seen = new Set<string>();
  let repeats = false;
  for (let offset = 0; ; ) {
    const page = await readPage(source, await ask(offset), context);
    const fresh = withoutSeen(page, seen);
    yield fresh;
    const { records, total } = page;
    const end = offset + records;
    if (records === 0 ? (total ?? 0) <= offset : total === end && records < PAGE_ROWS) return;
    if (fresh.records === 0 && !repeats) {
      const { host } = new URL(source.url);
      const message = `${host} says it has ${total ?? "more"} rows and brings nothing new after ${end}`;
      throw new VendorError(source, "parse", message);
    }
    repeats = fresh.records > 0 && records > 2 * OVERLAP && total !== end;
    offset = repeats ? end - OVERLAP : end;
  }
}

function withoutSeen(page: Outcome, seen: Set<string>): Outcome {
  const isNew = (key: string) => !seen.has(key) && seen.add(key);
  const sessions = page.sessions.filter(({ session }) =>
    isNew(`${session.id} ${session.startedAt} ${session.status === "running"}`),
  );
  const rejects = page.rejects.filter(({ record }) => isNew(record));
  const { repeats } = page;
  return { ...page, sessions, rejects, records: sessions.length + rejects.length + repeats };
}
