import type { Fault } from "./faults.ts";

/** Every fault that can be asked for by name, and what then happens to the calls that it strikes. */
export const NAMED_FAULTS = {
  silent: { fault: { pace: "silent" }, does: "no answer ever comes" },
  stall: { fault: { pace: "stall" }, does: "half an answer, and then nothing" },
  drip: { fault: { pace: "drip" }, does: "an answer of one byte a second" },
  reset: { fault: { disconnect: true }, does: "the connection ends before any answer" },
  cut: { fault: { disconnect: "midway" }, does: "the connection ends within the answer" },
  ...statuses(),
  html: { fault: { body: "html" }, does: "a maintenance page, with status 200" },
  empty: { fault: { body: "empty" }, does: "no body, with status 200" },
  garbage: { fault: { body: "garbage" }, does: "bytes without a meaning, with status 200" },
  truncated: { fault: { body: "truncated" }, does: "half an answer with a clean end" },
  malformed: { fault: { body: "malformed" }, does: "an answer whose syntax breaks in the middle" },
  "billion-laughs": { fault: { body: "billion-laughs" }, does: "XML whose entities unfold to 20 GB" },
  "deep-nesting": { fault: { body: "deep-nesting" }, does: "100,000 levels, one within the other" },
  endless: { fault: { body: "endless" }, does: "half an answer, and 2 GB more" },
  "gzip-bomb": { fault: { body: "gzip-bomb" }, does: "2 MB that unpack to 2 GB" },
  "wrong-charset": { fault: { body: "wrong-charset" }, does: "Latin-1 where UTF-8 is meant, or the reverse" },
  "utf-16": { fault: { body: "utf-16" }, does: "UTF-16 that nothing announces" },
  redirect: {
    fault: { status: 302, location: "http://elsewhere.example.net/api/", body: "html" },
    does: "a redirect to another host",
  },
  "token-expired": {
    fault: { status: 401, after: 1, count: 1 },
    does: "401 for the second such call, and for no other",
  },
} as const satisfies Record<string, { fault: Fault; does: string }>;

/** Numbers stand for themselves as text: `503`. */
type AsText<Key> = Key extends number ? `${Key}` : Key;
export type FaultName = AsText<keyof typeof NAMED_FAULTS>;

type StatusName =
  | `${400 | 401 | 403 | 404 | 409 | 429 | 500 | 502 | 503}`
  | "429-retry-after"
  | "503-retry-after";

function statuses(): Record<StatusName, { fault: Fault; does: string }> {
  const answered = (status: number) => ({
    fault: { status, body: "echo" as const },
    does: `status ${status}, with the request told back`,
  });
  const waiting = (status: number) => ({
    fault: { status, retryAfter: 120, body: "echo" as const },
    does: `status ${status} and Retry-After: 120`,
  });
  return {
    "400": answered(400),
    "401": answered(401),
    "403": answered(403),
    "404": answered(404),
    "409": answered(409),
    "429": answered(429),
    "429-retry-after": waiting(429),
    "500": answered(500),
    "502": answered(502),
    "503": answered(503),
    "503-retry-after": waiting(503),
  };
}
