import type { IncomingMessage } from "node:http";
import { pino } from "pino";
import { createBoard } from "../../board.ts";
import type { Config, SourceConfig } from "../../config-types.ts";
import type { List, Overview, ProtectedItem, Session, Source } from "../../contract.ts";
import { createChanges } from "../../events/changes.ts";
import { createEvents } from "../../events/events.ts";
import { createPoller, type Poller } from "../../poller/poller.ts";
import { createReader } from "../../poller/readers.ts";
import { requests, testConfig } from "../../routes/test-app.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import type { Room } from "../room.ts";

/** One call to a vendor, as its server gets it. */
export interface Asked {
  path: string;
  query: URLSearchParams;
  body: string;
}

/** What a vendor answers: text as it is, anything else as JSON; undefined: 404. */
export type Answer = (asked: Asked) => unknown;

/** The evening before a test's night, in UTC. */
export const NOW = Date.parse("2026-03-10T20:00:00.000Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const iso = (time: number) => new Date(time).toISOString();

/**
 * A vendor that answers as told, read by the real reader, poller, store and board, and seen through `/api`. Its clock is
 * the test's, and it polls when it is told to.
 */
export async function smallWorld(
  { store, nextId }: Room,
  vendor: SourceConfig["vendor"],
  answer: Answer,
  options: { source?: Partial<SourceConfig>; config?: Partial<Config> } = {},
) {
  const clock = { now: NOW };
  const now = () => clock.now;
  const server = await testServer(async (request, reply) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://vendor");
    const told = answer({ path, query, body: await bodyOf(request) });
    reply.setHeader("date", new Date(clock.now).toUTCString());
    if (told === undefined) reply.statusCode = 404;
    reply.end(
      typeof told === "string" ? told : JSON.stringify(told ?? { message: "there is no such thing" }),
    );
  });
  const source = testSource({
    id: nextId(),
    vendor,
    url: server.url,
    everyMs: 15 * MINUTE,
    ...options.source,
  });
  const config: Config = { ...testConfig(), sources: [source], ...options.config };
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  let poller: Poller | null = null;
  const board = createBoard({
    store,
    config: () => config,
    sourceFacts: (id) => poller?.facts(id) ?? null,
    now,
  });
  const events = createEvents();
  const changes = createChanges({ board, events, onError: (error) => lines.push(String(error)) });
  const made = createPoller({
    config: () => config,
    store,
    changes,
    records: [],
    createReader: (one) => createReader(one, now, () => {}),
    now,
    random: () => 0.5,
    log,
  });
  poller = made;
  const { health } = made;
  // Its board begins with nothing, and has not to read what others put into the same store.
  const started = { ...board, starting: () => null };
  const deps = { config: () => config, store, board: started, events, now, version: "0", log, health };
  const ask = requests(deps);
  const get = async <T>(path: string): Promise<T> => (await (await ask(`/api/${path}`)).json()) as T;

  return {
    clock,
    id: source.id,
    get,
    text: async (path: string): Promise<string> => (await ask(`/api/${path}`)).text(),
    /** Later, by so much. */
    async poll(afterMs = 0): Promise<Source> {
      clock.now += afterMs;
      await made.pollNow(source.id);
      return (await get<List<Source>>("sources")).items[0] as Source;
    },
    overview: () => get<Overview>("overview"),
    items: async () =>
      (await get<List<ProtectedItem>>(`protected-items?limit=500&source=${source.id}`)).items,
    /** Newest first. */
    sessions: async () => (await get<List<Session>>(`sessions?limit=500&source=${source.id}`)).items,
    async [Symbol.asyncDispose]() {
      await made.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

export type SmallWorld = Awaited<ReturnType<typeof smallWorld>>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += piece;
  return text;
}
