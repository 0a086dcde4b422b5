import { createApp } from "../../../apps/proxy/src/app.ts";
import { type Board, createBoard } from "../../../apps/proxy/src/board.ts";
import { createLog } from "../../../apps/proxy/src/commands/surroundings.ts";
import type { Config, SourceConfig } from "../../../apps/proxy/src/config-types.ts";
import { createEvents, type Events } from "../../../apps/proxy/src/events/events.ts";
import type { SourceRecord, Store } from "../../../apps/proxy/src/store/store.ts";
import { testSource } from "../../../apps/proxy/src/vendors/test-server.ts";
import { NOW } from "./build.ts";
import { SOURCES } from "./world.ts";

export interface BoardOver {
  board: Board;
  app: ReturnType<typeof createApp>;
  events: Events;
}

/** The world's board over a store of it, and the app that answers from both; by default the clock stands at the morning after the last night. */
export async function boardOver(store: Store, url: string, now = () => NOW): Promise<BoardOver> {
  const sources: SourceConfig[] = Object.entries(SOURCES).map(([vendor, id]) =>
    testSource({ id, name: id, vendor: vendor as keyof typeof SOURCES, url: `https://${id}.example.net` }),
  );
  const config: Config = {
    server: {
      host: "127.0.0.1",
      port: 7400,
      allowOpen: false,
      timeZone: "Europe/Berlin",
      dayStartsAt: "12:00",
    },
    store: { url, retentionMs: null },
    sources,
    clients: [],
    expect: [],
    demo: false,
    file: null,
    warnings: [],
  };
  const records = new Map((await store.sources()).map((record) => [record.sourceId, record]));
  const board = createBoard({
    store,
    config: () => config,
    now,
    sourceFacts: (id) => {
      const source = sources.find((one) => one.id === id);
      if (!source) return null;
      return {
        id,
        name: id,
        vendor: source.vendor,
        disabledSince: null,
        everyMs: 15 * 60_000,
        sweepMs: 30_000,
        lastGoodPollAt: now() - 60_000,
        trouble: null,
        timeZone: "Europe/Berlin",
      };
    },
  });
  const events = createEvents();
  const app = createApp({
    config: () => config,
    store,
    board,
    events,
    now,
    version: "bench",
    log: createLog({ LASTGOOD_LOG: "error" }),
    health: () =>
      sources.map((source) => ({
        config: source,
        record: records.get(source.id) as SourceRecord,
        polling: false,
        nextPollAt: null,
        requests: 0,
        clockOffsetMs: null,
        progress: null,
        sweepEstimateMs: null,
      })),
  });
  return { board, app, events };
}
