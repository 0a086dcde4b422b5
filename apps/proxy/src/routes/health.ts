import { Hono } from "hono";
import type { Deps } from "../deps.ts";

/** Liveness (the process answers) and readiness (the store can be read). */
export function healthRoutes({ store }: Deps) {
  return new Hono()
    .get("/healthz", (c) => c.text("ok\n"))
    .get("/readyz", async (c) => {
      try {
        await store.ping();
        return c.text("ok\n");
      } catch {
        return c.text("the store cannot be read; the log says why\n", 503);
      }
    });
}
