// Recomputes every item of a store twice and prints what that took as a line of JSON: recompute.ts FILE [ITEMS]
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import type { Store } from "../../../apps/proxy/src/store/store.ts";
import { boardOver } from "./board-over.ts";

const [path = "", most = "10000"] = process.argv.slice(2);
const MB = 2 ** 20;

const opened = await openStore(`file:${path}`, { folder: "/" });
let runs = 0;
let readingMs = 0;
let writingMs = 0;
let readAt = 0;
const timed = async <T>(work: Promise<T>, took: (ms: number) => void) => {
  const began = performance.now();
  const done = await work;
  took(performance.now() - began);
  return done;
};
const store: Store = {
  ...opened,
  itemIds: async () => (await opened.itemIds()).slice(0, Number(most)),
  async histories(asked, asker) {
    const found = await timed(opened.histories(asked, asker), (ms) => { readingMs += ms; });
    for (const history of found) runs += history.runs.length;
    readAt = performance.now();
    return found;
  },
  putFlags: (flags) => timed(opened.putFlags(flags), (ms) => { writingMs += ms; }),
};
const { board, app } = await boardOver(store, `file:${path}`);

async function recompute() {
  runs = 0;
  readingMs = 0;
  writingMs = 0;
  const cpu = process.cpuUsage();
  const own = process.threadCpuUsage();
  const idle = performance.eventLoopUtilization();
  const began = performance.now();
  await board.refresh(null);
  const wholeMs = performance.now() - began;
  const used = process.cpuUsage(cpu);
  const mine = process.threadCpuUsage(own);
  const main = performance.eventLoopUtilization(idle);
  return {
    wholeMs,
    readingMs,
    writingMs,
    judgingMs: performance.now() - readAt,
    mainBusyMs: main.active,
    mainCpuMs: (mine.user + mine.system) / 1000,
    cpuMs: (used.user + used.system) / 1000,
    runs,
    rssMb: process.memoryUsage().rss / MB,
  };
}

const start = await recompute();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const again = await recompute();
delay.disable();
console.log(JSON.stringify({ start, again, blockMs: delay.max / 1e6 }));
process.exit(0);
