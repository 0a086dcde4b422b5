import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "pino";
import { createApp } from "../app.ts";
import { createBoard } from "../board.ts";
import type { SourceConfig } from "../config-types.ts";
import { startDemo } from "../demo.ts";
import { createChanges } from "../events/changes.ts";
import { createEvents } from "../events/events.ts";
import { followOthers } from "../events/follow-others.ts";
import { startLookAhead } from "../look-ahead.ts";
import { createPoller, type Poller } from "../poller/poller.ts";
import { createReader } from "../poller/readers.ts";
import { startRetention } from "../retention.ts";
import { openStore } from "../store/open-store.ts";
import { sourceConflict } from "../store/source-conflict.ts";
import type { SourceRecord } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { runningVersion } from "../version.ts";
import { createFillLines } from "./fill-lines.ts";
import { createLiveConfig } from "./live-config.ts";
import { createLog, type Process, readConfig, storeUrl } from "./surroundings.ts";
import { watchFiles } from "./watch-config.ts";

/** A start that takes longer says so. */
const QUIET_START_MS = 2_000;
/** Load balancers keep a silent connection for a minute. */
const KEPT_ALIVE_MS = 75_000;

export interface Running {
  url: string;
  stop(): Promise<void>;
}

/** Sources whose id was kept for another installation until now, in words. */
function conflictsOf(sources: readonly SourceConfig[], records: readonly SourceRecord[]): string[] {
  return sources.flatMap((source) => {
    const kept = records.find((record) => record.sourceId === source.id);
    const words = kept && sourceConflict(kept, { vendor: source.vendor, host: new URL(source.url).host });
    return words ? [words] : [];
  });
}

/** For a person at a terminal a line of text, for a program that keeps logs one of its own. */
function say({ out }: Process, log: Logger, line: string): void {
  if (!log.isLevelEnabled("info")) return;
  if ("isTTY" in out && out.isTTY === true) out.write(`${line}\n`);
  else log.info(line);
}

/**
 * Opens the store, reads the sources and serves the screens until stopped; it listens before what is kept is read, and returns
 * after. Throws with a sentence where it cannot start.
 */
export async function serve(process: Process): Promise<Running> {
  const log = createLog(process.env);
  const { now } = process;
  const read = readConfig(process);
  for (const warning of read.warnings) log.warn(warning);
  const url = storeUrl(read, process.cwd);
  const demo = read.demo ? await startDemo(read, url.replace(/^file:/, ""), now) : null;
  const live = createLiveConfig({
    first: { ...read, ...demo?.config },
    read: () => readConfig(process),
    refuse: async (next) => conflictsOf(next.sources, await store.sources()),
    say: (warning) => log.warn(warning),
  });
  const config = live.current;

  const events = createEvents();
  /** What every screen says is to be asked for anew. */
  const tellScreens = () =>
    events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: true });
  const store = await openStore(url, {
    folder: process.cwd,
    retentionMs: () => config().store.retentionMs,
    onDamage: (error) => {
      log.fatal(error.message);
      tellScreens();
    },
  });
  const records = await store.sources();
  const conflicts = conflictsOf(config().sources, records);
  if (conflicts.length > 0) {
    await store.close();
    throw new StoreError(conflicts.join("\n"));
  }
  // The poller and the board know each other only through what these two lines give.
  let poller: Poller | null = null;
  const board = createBoard({ store, config, sourceFacts: (id) => poller?.facts(id) ?? null, now });
  const changes = createChanges({
    board,
    events,
    onError: (error) => log.error({ err: error }, "what was read could not be shown"),
  });
  poller = createPoller({
    config,
    store,
    changes,
    records,
    now,
    log,
    createReader: (source) => createReader(source, now, (line) => log.debug({ source: source.id }, line)),
    random: Math.random,
  });
  const { health } = poller;
  const fillLines = createFillLines({
    sessions: async (id) => (await store.counts()).get(id)?.sessions ?? 0,
  });
  const sayFills = () =>
    fillLines(health(), now()).then(
      (lines) => {
        for (const line of lines) say(process, log, line);
      },
      (error: unknown) => log.error({ err: error }, "how far the fills came cannot be told"),
    );
  events.subscribe(() => void sayFills());
  const app = createApp({
    config,
    store,
    board,
    events,
    now,
    version: runningVersion(),
    log,
    health,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  // Closed by us first, it may be just as the other side sends a request.
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = KEPT_ALIVE_MS;
  const { host, port } = config().server;
  const closeServer = () => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  };
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    await store.close();
    await demo?.stop();
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE")
      throw new Error(
        `${host}:${port} is in use by another program; set server.listen or LASTGOOD_LISTEN to a free port`,
        { cause: error },
      );
    throw new Error(
      `cannot listen on ${host}:${port} (${code}); set server.listen or LASTGOOD_LISTEN to an address of this machine`,
      { cause: error },
    );
  }
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  const patience = setTimeout(
    () => say(process, log, `Lastgood reads what it keeps; until it has read all, ${address} says only that`),
    QUIET_START_MS,
  );
  try {
    await store.listen();
    await board.refresh(null);
  } catch (error) {
    closeServer();
    await store.close();
    await demo?.stop();
    throw error;
  } finally {
    clearTimeout(patience);
  }
  // Screens that were opened meanwhile ask anew for everything.
  events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: false });
  const stopLookingAhead = startLookAhead({ board, now, log });
  poller.start();
  const retention = startRetention({ store, config, changes, now, log });
  const takeUp = async () => {
    if (await live.reload()) await poller?.reconfigure();
    // Also what was refused is told: every screen says so.
    tellScreens();
  };
  const watching = demo
    ? null
    : watchFiles(live.files, () => {
        takeUp().catch((error: unknown) =>
          log.error({ err: error }, "the changed configuration could not be taken up"),
        );
      });

  let isStopping = false;
  const following = followOthers({ store, poller, changes, isOver: () => isStopping, log });

  return {
    url: address,
    async stop() {
      isStopping = true;
      watching?.stop();
      stopLookingAhead();
      closeServer();
      await Promise.all([poller?.stop(), retention.stop()]);
      await store.close();
      await following;
      await demo?.stop();
    },
  };
}
