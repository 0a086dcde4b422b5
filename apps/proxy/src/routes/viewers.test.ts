import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createApp } from "../app.ts";
import { type TestApp, testApp } from "./test-app.ts";

const VIEWERS = 500;

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

let server: ReturnType<typeof createServer>;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = createServer(getRequestListener(createApp(app.deps).fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** A browser that has the stream open; `hears` waits for such a text, and forgets what came up to then. */
async function view() {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  let heard = "";
  let look = () => {};
  socket.on("data", (bytes) => {
    heard += String(bytes);
    look();
  });
  const hears = (text: string) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (!heard.includes(text)) return;
        heard = "";
        resolve();
      };
      look();
    });
  socket.write("GET /api/events HTTP/1.1\r\nhost: 127.0.0.1:7400\r\n\r\n");
  await hears("heartbeat");
  return { socket, hears };
}

/** Gives the line by which a viewer knows it. */
function publish(deviceIds: string[] = []): string {
  const { events } = app.deps;
  events.publish({ sourceIds: ["rmm"], deviceIds, policyIds: [], sessions: 1, healthOnly: false });
  return `id: ${events.seq()}\n`;
}

it(`${VIEWERS} screens at once hear of a change within a second`, async () => {
  const viewers = await Promise.all(Array.from({ length: VIEWERS }, view));
  const told = performance.now();
  const id = publish();
  await Promise.all(viewers.map(({ hears }) => hears(id)));
  expect(performance.now() - told).toBeLessThan(1_000);
});

it("a screen that never reads is dropped within a bound, and the others miss nothing", async () => {
  const [slow, quick] = [await view(), await view()];
  slow.socket.pause();
  const closed = once(slow.socket, "close");
  // The system itself keeps some megabytes for a connection; what comes on top is what Lastgood keeps.
  const large = Array.from({ length: 2_000 }, (_, n) => `rmm:device-with-a-long-name-${n}`);
  const open = () => new Promise<number>((resolve) => server.getConnections((_, n) => resolve(n)));
  let sent = 0;
  while ((await open()) === 2 && sent < 400) {
    await quick.hears(publish(large));
    sent += 1;
  }
  expect(sent).toBeLessThan(400);
  slow.socket.resume();
  await closed;
  await quick.hears(publish());
});
