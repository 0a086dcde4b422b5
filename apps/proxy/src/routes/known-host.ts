import { hostname } from "node:os";
import { createMiddleware } from "hono/factory";
import { type Env, errorBody } from "./api.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const LOOPBACK_ADDRESS = /^127(\.\d{1,3}){3}$/;
const IP_LITERAL = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/** The name of a Host header without its port; null where it is no host at all. */
function nameOf(host: string): string | null {
  try {
    return new URL(`http://${host}`).hostname.toLowerCase();
  } catch {
    return null;
  }
}

/**
 * Refuses requests whose Host names another machine: a page elsewhere that points its own name at this address (DNS
 * rebinding) must not read from it. A server open to others is also reached by its addresses and its machine's name.
 */
export const knownHost = (listensOn: () => string) =>
  createMiddleware<Env>(async (c, next) => {
    const name = nameOf(c.req.header("host") ?? "");
    const open = !LOOPBACK.has(listensOn()) && listensOn() !== "::1";
    const known =
      name !== null &&
      (LOOPBACK.has(name) ||
        LOOPBACK_ADDRESS.test(name) ||
        (open && (IP_LITERAL.test(name) || name === listensOn() || name === hostname().toLowerCase())));
    if (!known) return c.json(errorBody(c, "forbidden-host", "this server is not reached by that name"), 403);
    await next();
  });
