import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";

/** What goes wrong instead of, or with, an answer. Without `path` and `service` every call is meant. */
export interface Fault {
  status?: number;
  /** Seconds, or a date, as the header has it. */
  retryAfter?: number | string;
  /** Replaces the answer, or cuts it in half with a clean end: no length tells that something is missing. */
  body?: "html" | "empty" | "truncated" | "garbage" | { text: string; contentType: string };
  delayMs?: number;
  /** Ends the connection: before any byte, or halfway through the answer. */
  disconnect?: true | "midway";
  /** What the call's path begins with. */
  path?: string;
  method?: string;
  /** N-able: the `service` asked for. */
  service?: string;
  /** Calls that pass unharmed first; default 0. */
  after?: number;
  /** Calls that it strikes; default all. */
  count?: number;
}

const BODIES = {
  html: {
    text: "<!DOCTYPE html><html><body><h1>Under maintenance</h1></body></html>",
    contentType: "text/html",
  },
  empty: { text: "", contentType: "text/plain" },
  garbage: { text: "\u0000\u0001 not what you asked for {<", contentType: "application/octet-stream" },
} as const;

/** Holds one fault at a time and says which calls it strikes. */
export function createFaults() {
  let fault: Fault | null = null;
  let seen = 0;

  return {
    set(next: Fault | null): void {
      fault = next;
      seen = 0;
    },
    striking(c: Context): Fault | null {
      if (!fault) return null;
      const { path = "", method, service, after = 0, count = Number.POSITIVE_INFINITY } = fault;
      if (!c.req.path.startsWith(path)) return null;
      if (method !== undefined && c.req.method !== method) return null;
      if (service !== undefined && c.req.query("service") !== service) return null;
      seen += 1;
      return seen > after && seen <= after + count ? fault : null;
    },
  };
}

/** The answer under a fault; `usual` is the one without. */
export async function answerWith(
  fault: Fault,
  c: Context,
  usual: () => Promise<Response>,
): Promise<Response> {
  if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.disconnect === true) return hangUp(c);
  const isReplaced = fault.status !== undefined || (fault.body !== undefined && fault.body !== "truncated");
  const response = isReplaced ? replacement(fault) : await usual();
  if (fault.retryAfter !== undefined) response.headers.set("Retry-After", String(fault.retryAfter));
  if (fault.disconnect === "midway") return cut(response, () => destroySocket(c));
  return fault.body === "truncated" ? cut(response, null) : response;
}

function replacement(fault: Fault): Response {
  const name = fault.body === undefined || fault.body === "truncated" ? "html" : fault.body;
  const body = typeof name === "string" ? BODIES[name] : name;
  const status = fault.status ?? 200;
  const text = status === 204 || status === 304 ? null : body.text;
  return new Response(text, { status, headers: { "Content-Type": body.contentType } });
}

/** The first half of an answer. `breakOff` null ends it as if it were whole. */
async function cut(response: Response, breakOff: (() => boolean) | null): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.floor(bytes.length / 2)));
      if (!breakOff) controller.close();
    },
    async pull(controller) {
      // Only when the half has been sent: an error at once would take it back.
      await new Promise(setImmediate);
      if (breakOff?.()) controller.close();
      else controller.error(new Error("The simulated connection broke"));
    },
  });
  return new Response(body, { status: response.status, headers });
}

function hangUp(c: Context): Response {
  if (!destroySocket(c)) throw new Error("The simulated connection broke");
  return RESPONSE_ALREADY_SENT;
}

/** False where there is none: the app was asked without a network. */
function destroySocket(c: Context): boolean {
  const incoming = (c.env as { incoming?: { socket: { destroy(): void } } } | undefined)?.incoming;
  incoming?.socket.destroy();
  return incoming !== undefined;
}
