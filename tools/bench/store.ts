// What a store of ten million sessions costs: npm run bench -- store [--size 10^5 …] [--postgres 10^5 …] [--only questions recompute …]
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SPARING } from "../runtime.mjs";
import { builtStore, SIZES } from "./store/build.ts";
import { measureIngest } from "./store/ingest.ts";
import { measureLoad } from "./store/load.ts";
import { onPostgres } from "./store/on-postgres.ts";
import { measureOverview } from "./store/overview.ts";
import type { Recomputed } from "./store/recompute.ts";

const { values } = parseArgs({
  options: {
    size: { type: "string", multiple: true, default: Object.keys(SIZES) },
    only: { type: "string", multiple: true },
    postgres: { type: "string", multiple: true, default: ["10^5"] },
  },
});
const wants = (part: string) => values.only === undefined || values.only.includes(part);

/** So that the world has 1,000 and 10,000 protected items. */
const DEVICES_OF_OVERVIEW = [735, 7_350];

const overview = [];
if (wants("overview"))
  for (const devices of DEVICES_OF_OVERVIEW) overview.push(await measureOverview(devices));
const ingest = [];
const recomputed = [];
const room = [];
const load = [];
const asked: Record<string, Asked> = {};
for (const size of values.size) {
  const path = await builtStore(size);
  const sessions = (SIZES[size] as number) * 13_630;
  room.push({ "sessions there": size, "bytes a session": Math.round(statSync(path).size / sessions) });
  if (wants("questions")) asked[size] = ask("questions.ts", `file:${path}`);
  if (wants("recompute")) recomputed.push(...recompute(size, path));
  if (wants("load")) load.push({ "sessions there": size, ...(await measureLoad(path)) });
  if (wants("ingest")) ingest.push(await measureIngest(size, path));
}
for (const size of wants("postgres") ? values.postgres : [])
  await onPostgres(size, (url) => {
    asked[`${size} on PostgreSQL`] = ask("questions.ts", url);
    asked[`${size}, SQL by hand`] = ask("by-hand.ts", url);
  });
console.table(room);
if (overview.length > 0) console.table(overview);
if (recomputed.length > 0) console.table(recomputed);
if (load.length > 0) console.table(load);
if (ingest.length > 0) console.table(ingest);
if (Object.keys(asked).length > 0) printAsked(asked);

interface Asked {
  answers: { question: string; p50Ms: number; p99Ms: number }[];
  refreshMs?: number;
  longestBlockMs?: number;
  memoryMb?: number;
}

/** In a process of its own: what one store left in memory must not help or hinder the next. */
function printedBy<T>(name: string, args: string[], flags: readonly string[] = []): T {
  const script = fileURLToPath(new URL(`./store/${name}`, import.meta.url));
  const printed = execFileSync(
    process.execPath,
    ["--expose-gc", ...flags, "--disable-warning=ExperimentalWarning", script, ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 2 ** 26,
    },
  );
  return JSON.parse(printed) as T;
}

const ask = (name: string, url: string) => printedBy<Asked>(name, [url]);

/** Of 10,000 items, with the memory that the program has; beside it their rows read bare. Of processor time there are main thread's and all others' together. */
function recompute(size: string, path: string): Record<string, string | number>[] {
  const { items, runs, bare, start, again } = printedBy<Recomputed>("recompute.ts", [path], SPARING.flags);
  const seconds = (ms: number) => Math.round(ms / 100) / 10;
  return Object.entries({ start, again }).map(([when, took]) => ({
    "sessions there": size,
    when,
    items,
    runs,
    "whole s": seconds(took.wholeMs),
    "read and learnt s": seconds(took.readAndLearntMs),
    "judged s": seconds(took.judgedMs),
    "main thread's s": seconds(took.mainCpuMs),
    "others' s": seconds(took.otherCpuMs),
    "longest turn ms": Math.round(took.longestTurn.clockMs),
    "of it worked ms": Math.round(took.longestTurn.cpuMs),
    "slowest answer ms": Math.round(took.slowestAnswerMs),
    "rows read bare s": seconds(bare.ms),
    "worked s": seconds(bare.cpuMs),
    "memory MB": Math.round(took.memoryMb),
  }));
}

function printAsked(bySize: Record<string, Asked>): void {
  const sizes = Object.keys(bySize);
  const questions = bySize[sizes[0] as string]?.answers.map(({ question }) => question) ?? [];
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  console.log(line(["p50 / p99, ms", ...sizes]));
  console.log(line(["---", ...sizes.map(() => "---")]));
  for (const question of questions) {
    const cells = sizes.map((size) => {
      const found = bySize[size]?.answers.find((one) => one.question === question);
      return found ? `${found.p50Ms} / ${found.p99Ms}` : "";
    });
    console.log(line([question, ...cells]));
  }
  for (const [size, { refreshMs = 0, longestBlockMs = 0, memoryMb = 0 }] of Object.entries(bySize))
    console.log(
      `${size}: all items read in ${Math.round(refreshMs)} ms, longest block ${longestBlockMs.toFixed(1)} ms, memory ${Math.round(memoryMb)} MB`,
    );
}
