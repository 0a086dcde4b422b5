// Recomputes so many items of a store at its start and once more, and prints what that took as JSON: recompute.ts FILE [ITEMS]
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import type { Store } from "../../../apps/proxy/src/store/store.ts";
import { boardOver } from "./board-over.ts";

const [path = "", most = "10000"] = process.argv.slice(2);
/** As many of its newest runs as the board reads of an item. */
const RUNS = 60;
const PATHS = ["/api/overview", "/healthz"];
const ASKED_EVERY_MS = 100;

const opened = await openStore(`file:${path}`, { folder: "/" });
const itemIds = (await opened.itemIds()).slice(0, Number(most));
let runs = 0;
let readAt = 0;
const store: Store = {
  ...opened,
  itemIds: async () => itemIds,
  async histories(asked, asker) {
    const found = await opened.histories(asked, asker);
    for (const history of found) runs += history.runs.length;
    readAt = performance.now();
    return found;
  },
};
const { board, app, events } = await boardOver(store, `file:${path}`);

/** From another thread, so that each waits as one from outside does: the slowest of many answers, in milliseconds. */
function askMeanwhile(): () => Promise<number> {
  const script = `
    const { parentPort } = require("node:worker_threads");
    let [asked, slowest, turn, isEnding] = [null, 0, 0, false];
    const ask = () => {
      if (asked !== null) return;
      asked = performance.now();
      parentPort.postMessage({ path: turn++ });
    };
    const timer = setInterval(ask, ${ASKED_EVERY_MS});
    parentPort.on("message", (message) => {
      if (message === "end") isEnding = true;
      else slowest = Math.max(slowest, performance.now() - asked), asked = null;
      if (!isEnding || asked !== null) return;
      clearInterval(timer);
      parentPort.postMessage({ slowest });
      parentPort.close();
    });`;
  const asker = new Worker(script, { eval: true });
  const slowest = new Promise<number>((resolve) => {
    asker.on("message", async (message: { path: number } | { slowest: number }) => {
      if ("slowest" in message) {
        resolve(message.slowest);
        return;
      }
      const address = `http://127.0.0.1:7400${PATHS[message.path % PATHS.length]}`;
      // Nothing that was answered before is answered again without being made anew.
      events.publish({ sourceIds: [], deviceIds: [], policyIds: [], sessions: 0, healthOnly: true });
      await (await app.request(address, { headers: { host: "127.0.0.1:7400" } })).text();
      asker.postMessage("answered", []);
    });
  });
  return () => {
    asker.postMessage("end", []);
    return slowest;
  };
}

/** The main thread's longest stretch without a turn for others: on the clock, and of processor time, which a busy machine does not lengthen. */
function watchTurns(): () => { clockMs: number; cpuMs: number } {
  let [clockMs, cpuMs] = [0, 0];
  let [at, cpu] = [performance.now(), process.threadCpuUsage()];
  const timer = setInterval(() => {
    const used = process.threadCpuUsage(cpu);
    clockMs = Math.max(clockMs, performance.now() - at);
    cpuMs = Math.max(cpuMs, (used.user + used.system) / 1000);
    [at, cpu] = [performance.now(), process.threadCpuUsage()];
  }, 1);
  return () => {
    clearInterval(timer);
    return { clockMs, cpuMs };
  };
}

interface Took {
  wholeMs: number;
  /** Until the last item's history was there. */
  readAndLearntMs: number;
  judgedMs: number;
  mainCpuMs: number;
  /** Of all other threads. */
  otherCpuMs: number;
  longestTurn: ReturnType<ReturnType<typeof watchTurns>>;
  slowestAnswerMs: number;
  memoryMb: number;
}

export interface Recomputed {
  items: number;
  runs: number;
  bare: ReturnType<typeof readBare>;
  start: Took;
  again: Took;
}

async function recompute(): Promise<Took> {
  runs = 0;
  const [turns, slowest] = [watchTurns(), askMeanwhile()];
  await pause(500);
  const [whole, main, began] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()];
  await board.refresh(null);
  const [ended, all, own] = [performance.now(), process.cpuUsage(whole), process.threadCpuUsage(main)];
  const mainCpuMs = (own.user + own.system) / 1000;
  return {
    wholeMs: ended - began,
    readAndLearntMs: readAt - began,
    judgedMs: ended - readAt,
    mainCpuMs,
    otherCpuMs: (all.user + all.system) / 1000 - mainCpuMs,
    longestTurn: turns(),
    slowestAnswerMs: await slowest(),
    memoryMb: process.memoryUsage().rss / 2 ** 20,
  };
}

/** The same rows, by the same index, with nothing made of them. */
function readBare(): { ms: number; cpuMs: number; runs: number } {
  const file = new DatabaseSync(path, { readOnly: true });
  const columns =
    "id, kind, status, level, at, started_at, ended_at, duration_ms, selected_bytes, selected_items, processed_bytes, transferred_bytes, error_count, flags, parent_id, message_key, status_seen_at, first_seen_at";
  const newest = file.prepare(
    `select ${columns} from sessions where item_key = ? order by at desc, key desc limit ${RUNS}`,
  );
  newest.setReturnArrays(true);
  const keyOf = file.prepare("select key from items where id = ?");
  const [began, main] = [performance.now(), process.threadCpuUsage()];
  let found = 0;
  for (const id of itemIds) found += newest.all(keyOf.get(id)?.["key"] as number).length;
  const own = process.threadCpuUsage(main);
  return { ms: performance.now() - began, cpuMs: (own.user + own.system) / 1000, runs: found };
}

const start = await recompute();
const again = await recompute();
const recomputed: Recomputed = { items: itemIds.length, runs, bare: readBare(), start, again };
process.stdout.write(`${JSON.stringify(recomputed)}\n`);
await store.close();
process.exit(0);
