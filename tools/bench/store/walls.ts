import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** As long as a screen waits; two heartbeats. */
const PATIENCE_MS = 30_000;

export interface WallsAsked {
  /** Where Lastgood is, `http://127.0.0.1:7400`. */
  url: string;
  /** Streams of events that stay open, each with a browser's memory of what it has. */
  streams: number;
  /** Evenly over the time, of `paths` in turn. */
  requestsPerSecond: number;
  seconds: number;
  paths: readonly string[];
  /** What every stream's screen asks for at each `changed`, as a wall does. */
  atChanged?: readonly string[];
  /** When what a `changed` tells was committed, in epoch milliseconds; where nothing tells, its first receipt counts. */
  committedAt?: (changed: Record<string, unknown>) => number | null;
}

export interface Spread {
  count: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface WallsMeasured {
  /** From when it was due, not from when it could be sent, to the last byte. */
  requests: Spread;
  /** By the status or the failure's code; empty where all went well. */
  errors: Record<string, number>;
  notModified: number;
  /** Of bodies, as they came over the wire. */
  bytes: number;
  /** From the commit, or the first stream's receipt, to every other stream's. */
  events: Spread & { numbers: number };
  /** Streams that ended while they were listened to. */
  lostStreams: number;
}

/** As many screens as are asked for, all from this process: where it is short of time itself, its figures say more than is. */
export async function measureWalls(asked: WallsAsked): Promise<WallsMeasured> {
  const { url, streams, requestsPerSecond, seconds, paths, atChanged = [] } = asked;
  const agent = new Agent({ keepAlive: true, maxSockets: Math.max(64, streams) });
  const measured = { errors: {} as Record<string, number>, notModified: 0, bytes: 0, lostStreams: 0 };
  const waits: number[] = [];
  const delays: number[] = [];
  const firstAt = new Map<number, number>();
  const running = new Set<Promise<void>>();
  let isOver = false;

  const blame = (what: string) => {
    measured.errors[what] = (measured.errors[what] ?? 0) + 1;
  };

  async function ask(path: string, dueAt: number, tags: Map<string, string>): Promise<void> {
    const tag = tags.get(path);
    try {
      const answer = await answerTo(
        `${url}${path}`,
        agent,
        tag === undefined ? {} : { "if-none-match": tag },
      );
      for await (const part of answer) measured.bytes += (part as Buffer).length;
      waits.push(performance.now() - dueAt);
      if (answer.headers.etag) tags.set(path, answer.headers.etag);
      if (answer.statusCode === 304) measured.notModified += 1;
      else if (answer.statusCode !== 200) blame(String(answer.statusCode));
    } catch (error) {
      blame((error as NodeJS.ErrnoException).code ?? (error as Error).message);
    }
  }

  function begin(path: string, dueAt: number, tags: Map<string, string>): void {
    const asking = ask(path, dueAt, tags).finally(() => running.delete(asking));
    running.add(asking);
  }

  function hear(changed: Record<string, unknown>, tags: Map<string, string>): void {
    const at = performance.timeOrigin + performance.now();
    const seq = Number(changed["seq"]);
    const committedAt = asked.committedAt?.(changed) ?? null;
    const first = firstAt.get(seq);
    firstAt.set(seq, committedAt ?? first ?? at);
    if (committedAt !== null || first !== undefined) delays.push(at - (committedAt ?? (first as number)));
    for (const path of atChanged) begin(path, performance.now(), tags);
  }

  const viewers = await Promise.all(
    Array.from({ length: streams }, async () => {
      const tags = new Map<string, string>();
      const stream = await hearChanges(url, (changed) => hear(changed, tags));
      stream.once("close", () => {
        if (!isOver) measured.lostStreams += 1;
      });
      return { stream, tags };
    }),
  );

  const beganAt = performance.now();
  const total = requestsPerSecond * seconds;
  for (let n = 0; n < total; n += 1) {
    const dueAt = beganAt + (n * 1_000) / requestsPerSecond;
    const early = dueAt - performance.now();
    if (early > 1) await pause(early);
    begin(paths[n % paths.length] as string, dueAt, viewers[n % streams]?.tags ?? new Map());
  }
  await pause(Math.max(0, beganAt + seconds * 1_000 - performance.now()));
  isOver = true;
  await Promise.all(running);
  for (const { stream } of viewers) stream.destroy();
  agent.destroy();
  return { ...measured, requests: spreadOf(waits), events: { ...spreadOf(delays), numbers: firstAt.size } };
}

/** A stream of events, each `changed` of it given on; destroy it to end it. */
export async function hearChanges(
  url: string,
  hear: (changed: Record<string, unknown>) => void,
): Promise<IncomingMessage> {
  const stream = await answerTo(`${url}/api/events`, false, {});
  stream.on("error", () => {});
  let text = "";
  stream.on("data", (part) => {
    text += String(part);
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks)
      if (block.startsWith("event: changed")) hear(JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}"));
  });
  return stream;
}

async function answerTo(
  address: string,
  agent: Agent | false,
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  const asking = get(address, {
    agent,
    timeout: PATIENCE_MS,
    headers: { "accept-encoding": "gzip", ...headers },
  });
  asking.once("timeout", () => asking.destroy(new Error("gave up")));
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return answer;
}

function spreadOf(times: number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

if (import.meta.main) {
  const [url, streams = "500", requestsPerSecond = "50", seconds = "20"] = process.argv.slice(2);
  if (url === undefined)
    throw new Error("give the address: walls.ts URL [STREAMS] [REQUESTS_A_SECOND] [SECONDS]");
  const measured = await measureWalls({
    url,
    streams: Number(streams),
    requestsPerSecond: Number(requestsPerSecond),
    seconds: Number(seconds),
    paths: ["/api/overview", "/api/sources", "/api/protected-items?limit=100", "/api/sessions?limit=100"],
    atChanged: ["/api/overview"],
  });
  console.log(JSON.stringify(measured, null, 2));
}
