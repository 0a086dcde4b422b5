// Asks a store of the world what screens ask, and prints how long each took as a line of JSON: questions.ts URL [TIMES]
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { SESSION_SORTS } from "../../../apps/proxy/src/store/store.ts";
import { boardOver } from "./board-over.ts";
import { NOW } from "./build.ts";

const [url = "", asked = "200"] = process.argv.slice(2);
const DAY = 86_400_000;
const TIMES = Number(asked);
/** Sorts in either direction share the figures: so many of each. */
const TIMES_A_SORT = Math.ceil(TIMES / 2);
/** Rows before the 1,000th page of a hundred, read so many at a time; where there are fewer, half of the smallest store. */
const FAR = 99_900;
const STEP = 2_700;
const HALF = 5_400;
const WORDS = [
  "srv-00",
  "network path",
  "Client 17 ",
  "sql-04711",
  "SYSTEM_STATE",
  "nowhere at all",
  "locked",
];

export interface Answer {
  question: string;
  p50Ms: number;
  p99Ms: number;
}

const store = await openStore(url, { folder: "/" });
const { board, app, events } = await boardOver(store, url);
const startedAt = performance.now();
await board.refresh(null);
const refreshMs = performance.now() - startedAt;

async function ask(path: string): Promise<never> {
  const answer = await app.request(`http://127.0.0.1:7400/api${path}`, {
    headers: { host: "127.0.0.1:7400" },
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as never;
}

/** Nothing that was answered before is answered again without being made anew. */
const turn = () =>
  events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: true });

const answers: Answer[] = [];
let random = 7;
const below = (most: number): number => {
  random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((random / 4_294_967_296) * most);
};

async function measure(question: string, times: number, path: (n: number) => string): Promise<void> {
  await measureAll(
    question,
    Array.from({ length: times }, (_, n) => path(n)),
  );
}

async function measureAll(question: string, paths: readonly string[]): Promise<void> {
  const took: number[] = [];
  // What was asked before may have left much to clear away.
  for (const path of new Set(paths.slice(-3))) await ask(path);
  for (const path of paths) {
    turn();
    const begun = performance.now();
    await ask(path);
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] as number;
  answers.push({ question, p50Ms: round(at(0.5)), p99Ms: round(at(0.99)) });
  if (process.env["LASTGOOD_BENCH_SAYS"]) console.error(question, answers.at(-1));
}

const round = (ms: number) => Math.round(ms * 100) / 100;

/** The cursor after the 999th page; of fewer, after half of them. In steps: nothing big is left to clear away. */
async function farCursor(sort: string): Promise<string | null> {
  let cursor: string | null = null;
  let half: string | null = null;
  for (let read = STEP; read <= FAR; read += STEP) {
    const page: { nextCursor: string | null } = await store.sessions({
      sort,
      limit: STEP,
      ...(cursor !== null && { cursor }),
    });
    cursor = page.nextCursor;
    if (read <= HALF) half = cursor;
    if (cursor === null) return half;
  }
  return cursor;
}

const device = () => `rmm-emea:${700_000 + below(8_000)}`;
const policy = () => `azure-prod:policy-${below(30)}`;
const since = new Date(NOW - 90 * DAY).toISOString();
const encoded = encodeURIComponent;

const cursors = new Map<string, string | null>();
for (const sort of SESSION_SORTS)
  for (const one of [sort, `-${sort}`]) cursors.set(one, await farCursor(one));
globalThis.gc?.();

// What is compiled and read for the first time is not what is measured.
for (let n = 0; n < 5; n += 1) {
  turn();
  await ask("/overview");
  await ask(`/devices/${encoded(device())}`);
  await ask("/sessions?limit=100");
}
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
await measure("overview", TIMES, () => "/overview");
await measure("items by state", TIMES, (n) => `/protected-items?state=${["failed", "warning", "ok"][n % 3]}`);
await measure("a device's page: its items", TIMES, () => `/devices/${encoded(device())}`);
await measure(
  "a device's page: its sessions",
  TIMES,
  () => `/sessions?device=${encoded(device())}&limit=100`,
);
await measure("a policy's page: its items", TIMES, () => `/policies/${encoded(policy())}`);
await measure(
  "a policy's page: its sessions",
  TIMES,
  () => `/sessions?policy=${encoded(policy())}&limit=100`,
);
await measure(
  "90 days' series of a device",
  TIMES,
  () => `/series?device=${encoded(device())}&metric=durationMs&from=${since}`,
);
await measure(
  "90 days' series of a policy",
  Math.ceil(TIMES / 4),
  () => `/series?policy=${encoded(policy())}&metric=durationMs&from=${since}`,
);
await measure("text", TIMES, (n) => `/sessions?q=${encoded(WORDS[n % WORDS.length] as string)}&limit=100`);
for (const sort of SESSION_SORTS) {
  const both = [sort, `-${sort}`];
  const first = both.flatMap((one) =>
    Array.from({ length: TIMES_A_SORT }, () => `/sessions?sort=${one}&limit=100`),
  );
  await measureAll(`grid by ${sort}: 1st page`, first);
  const far: string[] = [];
  for (const one of both) {
    const cursor = cursors.get(one) ?? null;
    const path = `/sessions?sort=${one}&limit=100${cursor === null ? "" : `&cursor=${encoded(cursor)}`}`;
    for (let n = 0; n < TIMES_A_SORT; n += 1) far.push(path);
  }
  await measureAll(`grid by ${sort}: 1,000th page`, far);
}
delay.disable();
const figures = {
  answers,
  refreshMs,
  longestBlockMs: delay.max / 1e6,
  memoryMb: process.memoryUsage().rss / 2 ** 20,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await store.close();
process.exit(0);
