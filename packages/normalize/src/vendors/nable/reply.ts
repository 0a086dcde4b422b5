import type { ReplyFailure } from "../../outcome.ts";
import type { XmlElement, XmlEnd } from "../../xml-records.ts";

/** The documentation speaks of a `mob_sessions` element, its example has none, and other lists stand in `items`. */
const LISTS = ["mob_sessions", "items"];

export function isSession(path: readonly string[]): boolean {
  const [root, second, third] = path;
  if (root !== "result" || second === undefined) return false;
  return path.length === 2
    ? second === "session"
    : path.length === 3 && LISTS.includes(second) && third === "session";
}

/** Null for a whole reply that lists sessions, be it none. Errors come with HTTP 200 and `status="FAIL"`. */
export function judgeReply(end: XmlEnd, records: number): ReplyFailure | null {
  if (!end.ok) return broken(end.root, end.message);
  const { root } = end;
  if (root.name === "error") return errorReply(root);
  if (root.name !== "result") return foreign(root);

  const error = child(root, "error");
  const status = root.attributes["status"]?.trim().toUpperCase() ?? "OK";
  if (error || status !== "OK") return errorReply(error ?? root, status);

  const stranger =
    root.children.find(({ name }) => !LISTS.includes(name)) ?? root.children.flatMap(childrenOf)[0];
  return stranger && records === 0 ? notAReply(`it lists <${stranger.name}>`) : null;
}

function broken(root: XmlElement | null, message: string): ReplyFailure {
  if (root === null) return { kind: "not-a-reply", message, code: null };
  return root.name === "result" ? { kind: "cut-off", message, code: null } : foreign(root);
}

function foreign(root: XmlElement): ReplyFailure {
  return notAReply(`it is a document of <${root.name}>`);
}

function errorReply(error: XmlElement, status = "an error"): ReplyFailure {
  const message = child(error, "message")?.text.trim() || error.text.trim();
  const code = child(error, "errorcode")?.text.trim();
  return { kind: "error-reply", message: message || `N-able answered ${status}`, code: code || null };
}

function notAReply(why: string): ReplyFailure {
  return { kind: "not-a-reply", message: `This is no reply of list_mob_sessions: ${why}`, code: null };
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

function childrenOf(element: XmlElement): XmlElement[] {
  return element.children;
}
