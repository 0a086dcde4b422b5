import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import type { Changed } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createRoutes, ERRORS } from "./api.ts";

const HEARTBEAT_MS = 15_000;
/** A viewer that has not taken this many is too slow to follow: it is dropped, comes back and reloads. */
const MOST_WAITING = 100;

const events = createRoute({
  method: "get",
  path: "/events",
  summary: "Server-sent events: `changed` with a rising number and what it touched, `heartbeat` every 15 s",
  request: { query: z.strictObject({}) },
  responses: {
    200: { description: "A stream", content: { "text/event-stream": { schema: z.string() } } },
    ...ERRORS,
  },
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
      // By its own clock: changes in between must not hold it back.
      let isBeatDue = true;
      const clock = setInterval(() => {
        isBeatDue = true;
        wake();
      }, HEARTBEAT_MS);
      const leave = () => {
        unsubscribe();
        clearInterval(clock);
        wake();
      };
      stream.onAbort(leave);
      while (!stream.aborted && !stream.closed) {
        if (isBeatDue) {
          isBeatDue = false;
          const beat = { now: new Date(now()).toISOString(), seq: bus.seq(), version };
          await stream.writeSSE({ event: "heartbeat", data: JSON.stringify(beat) });
        }
        const sending = waiting;
        waiting = [];
        for (const changed of sending)
          await stream.writeSSE({ event: "changed", id: String(changed.seq), data: JSON.stringify(changed) });
        if (waiting.length > 0 || isBeatDue || stream.aborted) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      leave();
    }) as never;
  });
}
