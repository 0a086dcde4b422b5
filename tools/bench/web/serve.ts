// The screens over a store, on a free port: web's server, with a process of its own, so that it takes no time from what measures.
import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type * as NodeServer from "@hono/node-server";
import { createChanges } from "../../../apps/proxy/src/events/changes.ts";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { boardOver } from "../store/board-over.ts";
import { NOW } from "../store/build.ts";
import type { World } from "../store/world.ts";
import { createWorld } from "../store/world.ts";
import type { FromServer, ToServer } from "./server.ts";

const { createAdaptorServer } = createRequire(new URL("../../../apps/proxy/package.json", import.meta.url))(
  "@hono/node-server",
) as typeof NodeServer;
const say = (message: FromServer) => process.send?.(message);

const [path = "", world = ""] = process.argv.slice(2);
const aheadMs = NOW - Date.now();
/** The morning after the store's last night, and on from there. */
const now = () => Date.now() + aheadMs;
const store = await openStore(`file:${path}`, { folder: "/" });
const { board, app, events } = await boardOver(store, `file:${path}`, now);
await board.refresh(null);
const changes = createChanges({
  board,
  events,
  onError: (error) => {
    throw error;
  },
});
const server = createAdaptorServer({ fetch: app.fetch });
server.listen(0, "127.0.0.1");
await once(server, "listening");

const lastNight: World = createWorld(JSON.parse(world));
let failed = 0;

/** A failed run of another device each time, as a poll brings it. */
async function fail(): Promise<void> {
  const [{ sourceId, sessions }] = lastNight.day(733) as [ReturnType<World["day"]>[number]];
  const usual = sessions.filter(({ session }) => session.status === "success")[failed];
  if (!usual) throw new Error("every device has failed already");
  failed += 1;
  const endedAt = new Date(now()).toISOString();
  const startedAt = new Date(now() - 60_000).toISOString();
  const session = {
    ...usual.session,
    id: `${usual.session.id}9`,
    vendorId: `${usual.session.vendorId}9`,
    status: "failed" as const,
    vendorStatus: "FAILED",
    at: startedAt,
    startedAt,
    endedAt,
    durationMs: 60_000,
  };
  const written = await store.putSessions(sourceId, [{ ...usual, session }], endedAt);
  say({ writtenAt: Date.now() });
  changes.wrote(sourceId, written);
}

process.on("message", (message: ToServer) => {
  if (message === "fail") void fail();
  // What was answered before is made anew for whoever asks next.
  else events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: true });
});
process.once("disconnect", () => process.exit(0));
say({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, aheadMs });
