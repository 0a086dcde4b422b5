import type { Changed } from "@lastgood/proxy/contract";

/** How fresh what is on the screen can be at all. */
export interface LiveState {
  /** The stream of events was heard within two heartbeats. */
  live: boolean;
  /** When the server was last heard at all, once that is over two heartbeats ago; null while it answers. */
  darkSince: number | null;
  /** The server's version as first heard, and as last heard: they differ after a new release. */
  firstVersion: string | null;
  version: string | null;
}

export interface EventStream {
  addEventListener(name: string, listener: (event: { data?: string }) => void): void;
  close(): void;
}

export interface LiveDeps {
  open(): EventStream;
  now(): number;
  /** Asks the server for a sign of life while the stream is silent; rejects when there is none. */
  ping(): Promise<{ version: string }>;
  onChanged(changed: Changed): void;
  /** Something may have been missed: everything is to be read again. */
  onReload(): void;
}

/** One heartbeat of 15 s and a little for the way: past this the server is asked. */
export const ASK_MS = 20_000;
/** Two heartbeats less a tick: past this the server is called gone. */
export const SILENCE_MS = 27_000;
export const POLL_MS = 15_000;
export const TICK_MS = 2_500;
const GATHER_MS = 500;

/** Follows the server's events; when they stay out, polls as the way down and says so. */
export function createLive(deps: LiveDeps) {
  const listeners = new Set<() => void>();
  let state: LiveState = { live: false, darkSince: null, firstVersion: null, version: null };
  let stream: EventStream | null = null;
  let heardAt = deps.now();
  let streamHeardAt = deps.now();
  let polledAt = Number.NEGATIVE_INFINITY;
  let lastSeq: number | null = null;
  let opened = false;
  let gathered: Changed | null = null;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function set(next: Partial<LiveState>): void {
    const merged = { ...state, ...next };
    if (Object.keys(merged).every((key) => merged[key as keyof LiveState] === state[key as keyof LiveState]))
      return;
    state = merged;
    for (const listener of listeners) listener();
  }

  function heard(version?: string): void {
    heardAt = deps.now();
    set({
      darkSince: null,
      ...(version === undefined ? {} : { version, firstVersion: state.firstVersion ?? version }),
    });
  }

  function heardOnStream(version?: string): void {
    streamHeardAt = deps.now();
    heard(version);
    set({ live: true });
  }

  function connect(): void {
    stream?.close();
    const fresh = deps.open();
    stream = fresh;
    fresh.addEventListener("open", () => {
      if (stream !== fresh) return;
      heardOnStream();
      // Whatever happened while the stream was away is known only to the API.
      if (opened) deps.onReload();
      opened = true;
    });
    fresh.addEventListener("heartbeat", (event) => {
      if (stream !== fresh) return;
      const beat = parse<{ seq: number; version: string }>(event.data);
      heardOnStream(beat?.version);
      if (beat !== null) follow(beat.seq, 0);
    });
    fresh.addEventListener("changed", (event) => {
      if (stream !== fresh) return;
      heardOnStream();
      const changed = parse<Changed>(event.data);
      if (changed === null) return deps.onReload();
      follow(changed.seq, 1);
      gather(changed);
    });
  }

  /** A step in the sequence that is greater than what came means that something was missed. */
  function follow(seq: number, step: number): void {
    if (lastSeq !== null && (seq > lastSeq + step || seq < lastSeq)) deps.onReload();
    lastSeq = seq;
  }

  /** The first change is told at once; those within half a second of it are told as one. */
  function gather(changed: Changed): void {
    if (gathering !== undefined) gathered = gathered === null ? changed : merge(gathered, changed);
    else tell(changed);
  }

  function tell(changed: Changed): void {
    gathering = setTimeout(() => {
      const all = gathered;
      gathered = null;
      gathering = undefined;
      if (all !== null) tell(all);
    }, GATHER_MS);
    deps.onChanged(changed);
  }

  async function tick(): Promise<void> {
    const now = deps.now();
    if (now - streamHeardAt <= ASK_MS) return;
    set({ live: false, darkSince: now - heardAt > SILENCE_MS ? heardAt : null });
    if (now - polledAt < POLL_MS) return;
    polledAt = now;
    // A stream that died without a word is opened anew: the browser tries again only where it was told of the end.
    connect();
    try {
      const { version } = await deps.ping();
      heard(version);
      deps.onReload();
    } catch {
      set({ darkSince: deps.now() - heardAt > SILENCE_MS ? heardAt : null });
    }
  }

  return {
    getState: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(): void {
      if (ticking !== undefined) return;
      connect();
      ticking = setInterval(() => void tick(), TICK_MS);
    },
    stop(): void {
      clearInterval(ticking);
      clearTimeout(gathering);
      ticking = undefined;
      gathering = undefined;
      stream?.close();
      stream = null;
    },
  };
}

export type Live = ReturnType<typeof createLive>;

function parse<T>(data: string | undefined): T | null {
  try {
    return JSON.parse(data ?? "") as T;
  } catch {
    return null;
  }
}

function merge(a: Changed, b: Changed): Changed {
  const both = (key: "sourceIds" | "deviceIds" | "policyIds") => [...new Set([...a[key], ...b[key]])];
  return {
    seq: b.seq,
    sourceIds: both("sourceIds"),
    deviceIds: both("deviceIds"),
    policyIds: both("policyIds"),
    sessions: a.sessions + b.sessions,
    healthOnly: a.healthOnly && b.healthOnly,
  };
}
