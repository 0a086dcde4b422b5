import type { Context, Outcome } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { mayBeFull } from "../full-page.ts";
import type { VendorResponse } from "../http.ts";
import { readReply, replyError } from "../read-reply.ts";
import { VendorError } from "../vendor-error.ts";

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
 * Every page of a list, newest rows first, by arithmetic and not by links. New rows move the others down while this goes
 * on, so rows come twice: each is handed over once, and again where it has ended since. The total may be left out, or
 * count one page alone: it ends a list only where it fits, and no page limit can be behind it. Throws where the list does
 * not get to its own total.
 */
export async function* readPages(
  source: SourceConfig,
  context: Context,
  ask: (offset: number) => Promise<VendorResponse>,
): AsyncGenerator<Outcome> {
  const seen = new Set<string>();
  for (let offset = 0; ; ) {
    const page = await readPage(source, await ask(offset), context);
    const fresh = withoutSeen(page, seen);
    yield fresh;
    const { records, total } = page;
    const end = offset + records;
    if (fresh.sessions.length + fresh.rejects.length === 0) {
      if (total === null ? records <= OVERLAP : total <= end) return;
      const { host } = new URL(source.url);
      const message = `${host} says it has ${total ?? "more"} rows and brings nothing new after ${end}`;
      throw new VendorError(source, "parse", message);
    }
    if (end === total && !mayBeFull(records)) return;
    offset = records > 2 * OVERLAP ? end - OVERLAP : end;
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
