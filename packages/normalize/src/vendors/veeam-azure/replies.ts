import { asObject, notAReply } from "../../json-reply.ts";
import type { ReplyEnd, ReplyFailure } from "../../outcome.ts";

type Verdict = Omit<ReplyEnd, "records">;

/** Tells a page of results, which may be empty, from an error and from the API's other replies. */
export function judge(envelope: unknown): Verdict {
  const reply = asObject(envelope);
  if (reply === null) return failed(notAReply("The reply is a list where a page of results was expected"));
  const problem = problemOf(reply);
  if (problem) return failed(problem);
  if (Array.isArray(reply.results)) {
    const total = reply.totalCount;
    return { failure: null, total: typeof total === "number" && Number.isSafeInteger(total) ? total : null };
  }
  const isLogon = Object.hasOwn(reply, "access_token") || Object.hasOwn(reply, "mfa_enabled");
  return failed(
    notAReply(
      isLogon ? "The reply is that of a log-on, not a list of sessions" : "The reply has no list of results",
    ),
  );
}

const LICENSE = "licenseAgreementAcceptanceRequired";

/** `application/problem+json`, or the token service's own kind of error; null where the reply is none. */
export function problemOf(reply: Record<string, unknown>): ReplyFailure | null {
  const isPage = Array.isArray(reply.results);
  const isBadStatus = typeof reply.status === "number" && reply.status >= 400;
  const words = [
    textOf(reply.title),
    textOf(reply.detail),
    textOf(reply.error_description) ?? textOf(reply.error),
    ...fieldErrors(reply.errors),
    reply[LICENSE] === true ? "the license agreement has to be accepted on the appliance" : null,
  ].filter((word) => word !== null);
  if (!(isPage ? isBadStatus && words.length > 0 : isBadStatus || words.length > 0)) return null;
  const status = typeof reply.status === "number" ? String(reply.status) : null;
  const message = sentences([...new Set(words)]) || `Error ${status}`;
  return { kind: "error-reply", message, code: status ?? textOf(reply.error) };
}

function sentences(words: readonly string[]): string {
  return words.reduce((so, word) => (so === "" ? word : `${so}${so.endsWith(".") ? "" : ":"} ${word}`), "");
}

/** `errors`: what was wrong, by field of the request, each with a list of texts. */
function fieldErrors(errors: unknown): string[] {
  const byField = asObject(errors) ?? {};
  return Object.entries(byField).map(
    ([field, texts]) => `${field}: ${[texts].flat().map(String).join(", ")}`,
  );
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function failed(failure: ReplyFailure): Verdict {
  return { failure, total: null };
}
