import { Hono } from "hono";
import type { Deps } from "../deps.ts";
import { startingWords } from "./starting.ts";

/** Liveness (the process answers) and readiness (what is kept was read, and the store can be). */
export function healthRoutes({ store, board }: Deps) {
  return new Hono()
    .get("/healthz", (c) => c.text("ok\n"))
    .get("/readyz", async (c) => {
      const words = startingWords({ board });
      if (words !== null) return c.text(`${words}\n`, 503);
      try {
        await store.ping();
        return c.text("ok\n");
      } catch {
        return c.text("the store cannot be read; the log says why\n", 503);
      }
    });
}
