import type { HttpBindings } from "@hono/node-server";
import { createRoute, z } from "@hono/zod-openapi";
import type { Deps } from "../deps.ts";
import { createRoutes, ERRORS } from "./api.ts";

const HEARTBEAT_MS = 15_000;
/** Beside what the system keeps for a connection. Who has left so much is too slow to follow: it comes back and reloads. */
const MOST_WAITING_BYTES = 256 * 1024;

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

const encoder = new TextEncoder();
const asEvent = (name: string, data: object, id?: number) =>
  encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n${id === undefined ? "" : `id: ${id}\n`}\n`);

export function eventRoutes({ events: bus, version, now }: Deps) {
  const viewers = new Set<(event: Uint8Array) => void>();
  // Written once, and the same bytes stand in every viewer's line.
  bus.subscribe((changed) => {
    const event = asEvent("changed", changed, changed.seq);
    for (const send of viewers) send(event);
  });

  /** `outgoing` is what the events are written to; absent where no socket is. */
  function streamTo(outgoing: HttpBindings["outgoing"] | undefined): ReadableStream<Uint8Array> {
    let leave = () => {};
    return new ReadableStream<Uint8Array>(
      {
        start(line) {
          const send = (event: Uint8Array) => {
            if ((line.desiredSize ?? 0) > 0) return line.enqueue(event);
            leave();
            // One that waits for the socket to take more hears of nothing but the socket's end.
            if (outgoing) outgoing.destroy();
            else line.error(new Error("this viewer does not keep up"));
          };
          const beat = () =>
            send(asEvent("heartbeat", { now: new Date(now()).toISOString(), seq: bus.seq(), version }));
          beat();
          // By its own clock: changes in between must not hold it back.
          const clock = setInterval(beat, HEARTBEAT_MS);
          viewers.add(send);
          leave = () => {
            clearInterval(clock);
            viewers.delete(send);
          };
        },
        cancel: () => leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }),
    );
  }

  return createRoutes().openapi(events, (c) => {
    return c.body(streamTo((c.env as Partial<HttpBindings> | undefined)?.outgoing), 200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
      connection: "keep-alive",
      "transfer-encoding": "chunked",
      // A proxy in between must hand each event on at once.
      "x-accel-buffering": "no",
    }) as never;
  });
}
