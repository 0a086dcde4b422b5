import type { Logger } from "pino";
import type { Board } from "./board.ts";
import type { Config } from "./config-types.ts";
import type { Events } from "./events/events.ts";
import type { SourceHealth } from "./poller/poller.ts";
import type { Store } from "./store/store.ts";

/** What the routes may use: facts to read, and a clock. Nothing here reaches a vendor. */
export interface Deps {
  config: () => Config;
  store: Store;
  board: Board;
  events: Events;
  health: () => SourceHealth[];
  now: () => number;
  version: string;
  log: Logger;
}
