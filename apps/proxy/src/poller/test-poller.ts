import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Normalized, Outcome } from "@lastgood/normalize";
import { pino } from "pino";
import { type Board, createBoard } from "../board.ts";
import type { Config, SourceConfig } from "../config-types.ts";
import type { Changed } from "../contract.ts";
import { createChanges } from "../events/changes.ts";
import { createEvents } from "../events/events.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { testSource } from "../vendors/test-server.ts";
import { VendorError } from "../vendors/vendor-error.ts";
import { createPoller, type Poller } from "./poller.ts";
import type { Reading, ReadRequest, SourceReader } from "./reading.ts";

export const NOW = Date.parse("2026-03-10T12:00:00.000Z");
export const MINUTE = 60_000;

/** What one poll finds: readings, then an error to throw, if any. */
export type Script = (request: ReadRequest) => AsyncIterable<Reading> | Iterable<Reading>;

export interface ScriptedReader extends SourceReader {
  /** What each poll was asked for, oldest first. */
  asked: ReadRequest[];
  closed: boolean;
  /** What `cursor()` gives. */
  memory: string | null;
}

/** A reader whose polls are given; the last one is repeated. */
export function scripted(...polls: Script[]): ScriptedReader {
  const reader: ScriptedReader = {
    asked: [],
    closed: false,
    memory: null,
    async *read(request) {
      const script = polls[Math.min(reader.asked.length, polls.length - 1)];
      reader.asked.push(request);
      if (script) yield* script(request);
    },
    cursor: () => reader.memory,
    learnt: () => ["API v8"],
    progress: () => null,
    requests: () => reader.asked.length,
    certificateEndsAt: () => null,
    clockOffsetMs: () => null,
    check: () => Promise.reject(new Error("no check here")),
    close() {
      reader.closed = true;
      return Promise.resolve();
    },
  };
  return reader;
}

/** A reader that forgets all but its cursor when it is started anew. */
export function restartable(create: () => SourceReader): SourceReader & { restart(): void } {
  let inner = create();
  return {
    restart() {
      inner = create();
    },
    read: (request) => inner.read(request),
    cursor: () => inner.cursor(),
    learnt: () => inner.learnt(),
    requests: () => inner.requests(),
    progress: () => inner.progress(),
    certificateEndsAt: () => inner.certificateEndsAt(),
    clockOffsetMs: () => inner.clockOffsetMs(),
    check: (signal) => inner.check(signal),
    close: () => inner.close(),
  };
}

/** A reply that was read to its end. */
export function outcome(sessions: Normalized[], more: Partial<Outcome> = {}): Outcome {
  const { rejects = [], repeated = [] } = more;
  const records = sessions.length + rejects.length + repeated.length;
  return {
    records,
    sessions,
    rejects,
    repeats: repeated.length,
    repeated,
    failure: null,
    total: null,
    ...more,
  };
}

export const whole: Reading = { kind: "whole", scope: null };

export function vendorError(kind: VendorError["kind"], message = kind as string, retryAfterMs?: number) {
  const more = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new VendorError({ vendor: "nable", id: "test" }, kind, message, more);
}

export interface Bench {
  store: Store;
  board: Board;
  poller: Poller;
  /** Moves the clock. */
  clock: { now: number };
  published: Changed[];
  /** What was logged, a line of JSON each. */
  lines: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A poller over these readers, by source id, with a board of its own, and a store of its own unless one is `shared`. */
export async function bench(
  readers: Record<string, SourceReader>,
  sources: Partial<SourceConfig>[] = Object.keys(readers).map((id) => ({ id })),
  config: Partial<Config> = {},
  shared: Store | null = null,
): Promise<Bench> {
  const folder = shared ? null : await mkdtemp(join(tmpdir(), "lastgood-poller-"));
  const store = shared ?? (await openStore("file:store.db", { folder: folder ?? tmpdir() }));
  const clock = { now: NOW };
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  const events = createEvents();
  const published: Changed[] = [];
  events.subscribe((changed) => published.push(changed));
  const all: Config = {
    server: { host: "127.0.0.1", port: 0, allowOpen: false, timeZone: "Europe/Berlin", dayStartsAt: "12:00" },
    store: { url: "file:store.db", retentionMs: 400 * 24 * 60 * MINUTE },
    sources: sources.map((source) => testSource({ everyMs: 15 * MINUTE, ...source })),
    clients: [],
    expect: [],
    demo: false,
    file: null,
    warnings: [],
    ...config,
  };
  let poller: Poller | null = null;
  const board = createBoard({
    store,
    config: () => all,
    sourceFacts: (id) => poller?.facts(id) ?? null,
    now: () => clock.now,
  });
  const changes = createChanges({ board, events, onError: (error) => lines.push(String(error)) });
  poller = createPoller({
    config: () => all,
    store,
    changes,
    records: await store.sources(),
    createReader: (source) => readers[source.id] as SourceReader,
    now: () => clock.now,
    random: () => 0.5,
    log,
  });
  await board.refresh(null);
  const made = poller;
  return {
    store,
    board,
    poller: made,
    clock,
    published,
    lines,
    async [Symbol.asyncDispose]() {
      await made.stop();
      if (folder === null) return;
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
