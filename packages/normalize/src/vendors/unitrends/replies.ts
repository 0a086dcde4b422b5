import { asObject, notAReply } from "../../json-reply.ts";
import type { ReplyEnd, ReplyFailure } from "../../outcome.ts";
import { plainText } from "./text.ts";

/** Tells a list of rows, which may be empty, from an error and from the API's other replies. */
export function judge(envelope: unknown): Omit<ReplyEnd, "records"> {
  return { failure: failureOf(envelope), total: null };
}

export function describeText(opening: string): string | null {
  return opening.startsWith("<") ? "The reply is XML, not an answer of a Unitrends appliance" : null;
}

function failureOf(envelope: unknown): ReplyFailure | null {
  if (Array.isArray(envelope)) return null;
  const reply = asObject(envelope) ?? {};
  const error = errorOf(reply.result);
  if (error) return error;
  if (Object.hasOwn(reply, "auth_token"))
    return notAReply("The reply is that of a log-on, not a list of backups");
  // `jobs/history` too has its rows under `data`.
  if (Object.hasOwn(reply, "limited")) return notAReply("The reply is a job history, not a list of backups");
  if (Array.isArray(reply.backups) || Array.isArray(reply.data)) return null;
  return notAReply("The reply has no list of backups");
}

/** `{"result":[{"code":…,"message":…}]}`; rows beside an error do not make it less of one. */
function errorOf(result: unknown): ReplyFailure | null {
  const errors = [result]
    .flat()
    .map(asObject)
    .filter((error) => error !== null);
  const messages = errors.map(({ message }) => (typeof message === "string" ? plainText(message) : null));
  const code = errors
    .map((error) => error.code)
    .find((value) => typeof value === "number" || typeof value === "string");
  const message = messages.filter((text) => text !== null).join("; ");
  if (message === "" && code === undefined) return null;
  return {
    kind: "error-reply",
    message: message || `Error ${code}`,
    code: code === undefined ? null : String(code),
  };
}
