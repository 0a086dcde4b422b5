import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { alteredBody, type Body, cutBody, pacedBody, replacingBody } from "./fault-bodies.ts";

/** What goes wrong instead of, or with, an answer. Without `path`, `service` and `call` every call is meant. */
export interface Fault {
  status?: number;
  /** Seconds, or a date, as the header has it. */
  retryAfter?: number | string;
  /** Where a status of 3xx sends the caller. */
  location?: string;
  body?: Body;
  delayMs?: number;
  /** `silent`: no answer ever; `stall`: half of it, and no more; `drip`: a byte every `dripMs` (default 1000). */
  pace?: "silent" | "stall" | "drip";
  dripMs?: number;
  /** Ends the connection: before any byte, or halfway through the answer. */
  disconnect?: true | "midway";
  /** What the call's path begins with. */
  path?: string;
  method?: string;
  /** N-able: the `service` asked for. */
  service?: string;
  /** What the call's path and query hold, or fit. */
  call?: string | RegExp;
  /** Calls that pass unharmed first; default 0. */
  after?: number;
  /** Calls that it strikes; default all. */
  count?: number;
}

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
      if (!fault || !isMeant(fault, c)) return null;
      const { after = 0, count = Number.POSITIVE_INFINITY } = fault;
      seen += 1;
      return seen > after && seen <= after + count ? fault : null;
    },
  };
}

function isMeant({ path = "", method, service, call }: Fault, c: Context): boolean {
  if (!c.req.path.startsWith(path)) return false;
  if (method !== undefined && c.req.method !== method) return false;
  if (service !== undefined && c.req.query("service") !== service) return false;
  if (call === undefined) return true;
  const { pathname, search } = new URL(c.req.url);
  return typeof call === "string" ? (pathname + search).includes(call) : call.test(pathname + search);
}

/** The answer under a fault; `usual` is the one without. */
export async function answerWith(
  fault: Fault,
  c: Context,
  usual: () => Promise<Response>,
): Promise<Response> {
  if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.pace === "silent") return new Promise(() => {});
  if (fault.disconnect === true) return hangUp(c);
  const response = await answered(fault, c, usual);
  if (fault.retryAfter !== undefined) response.headers.set("Retry-After", String(fault.retryAfter));
  if (fault.location !== undefined) response.headers.set("Location", fault.location);
  if (fault.disconnect === "midway") return cutBody(response, () => destroySocket(c));
  return fault.pace === undefined ? response : pacedBody(response, fault.pace, fault.dripMs);
}

async function answered(fault: Fault, c: Context, usual: () => Promise<Response>): Promise<Response> {
  const { status, body } = fault;
  const altered = status === undefined ? await alteredBody(body, usual) : null;
  if (altered !== null) return altered;
  return status === undefined && body === undefined ? usual() : replacingBody(body, c.req.raw, status);
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
