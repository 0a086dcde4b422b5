import { asObject } from "../../json-reply.ts";

/** From worst to less bad. The vendor documents no `Failed`; it would mean an error. */
const TROUBLE: readonly (readonly string[])[] = [["Error", "Failed"], ["Warning"]];

/**
 * Why a session is red or yellow: the first Error row's message in the reply of `jobSessions/{id}/log`, else the first
 * Warning row's. Null where the log has neither, or is no log.
 */
export function firstTrouble(logReply: unknown): string | null {
  const log = asObject(logReply)?.log;
  if (!Array.isArray(log)) return null;
  const rows = log.map(asObject).filter((row) => row !== null);
  for (const words of TROUBLE) {
    for (const { status, message } of rows) {
      if (typeof status !== "string" || !words.includes(status) || typeof message !== "string") continue;
      if (message.trim() !== "") return message.trim();
    }
  }
  return null;
}
