import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import type { Changed } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes } from "./api.ts";

const HEARTBEAT_MS = 15_000;
/** A viewer that has not taken this many is too slow to follow: it is dropped, comes back and reloads. */
const MOST_WAITING = 100;

const events = createRoute({
  method: "get",
  path: "/events",
  summary: "Server-sent events: `changed` with a rising number and what it touched, `heartbeat` every 15 s",
  request: { query: z.strictObject({}) },
  responses: { 200: { description: "A stream", content: { "text/event-stream": { schema: z.string() } } } },
});

export function eventRoutes({ events: bus, version, now }: Deps) {
  return createRoutes().openapi(events, (c) => {
    // A proxy in between must hand each event on at once.
    c.header("x-accel-buffering", "no");
    return streamSSE(c, async (stream) => {
      let waiting: Changed[] = [];
      let wake = () => {};
      const unsubscribe = bus.subscribe((changed) => {
        waiting.push(changed);
        if (waiting.length > MOST_WAITING) stream.abort();
        wake();
      });
      stream.onAbort(() => {
        unsubscribe();
        wake();
      });
      const heartbeat = () =>
        stream.writeSSE({
          event: "heartbeat",
          data: JSON.stringify({ now: new Date(now()).toISOString(), seq: bus.seq(), version }),
        });
      await heartbeat();
      while (!stream.aborted && !stream.closed) {
        const sending = waiting;
        waiting = [];
        for (const changed of sending)
          await stream.writeSSE({ event: "changed", id: String(changed.seq), data: JSON.stringify(changed) });
        if (waiting.length > 0) continue;
        const due = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), HEARTBEAT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve(false);
          };
        });
        if (due) await heartbeat();
      }
      unsubscribe();
    }) as never;
  });
}
