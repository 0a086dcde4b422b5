// How fast replies are sorted into sessions, beside the bare parser on the same bytes: npm run bench -- normalize
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Measurement } from "./normalize/measure.ts";
import { buildReply, SHAPES, type Shape } from "./normalize/replies.ts";

const { values } = parseArgs({
  options: { mb: { type: "string", default: "20" }, runs: { type: "string", default: "5" } },
});
const megabytes = Number(values.mb);
const runs = Number(values.runs);

/** XML: times as fast as fast-xml-parser. JSON: times as slow as JSON.parse at most. */
const AIM = { xml: 3, json: 3, longestBlockMs: 50 };

const folder = mkdtempSync(join(tmpdir(), "lastgood-bench-"));
try {
  console.log(
    `${megabytes} MB a vendor in pieces of 64 kB, median of ${runs} runs, a process each; Node ${process.version}, ${cpus().length} cores\n`,
  );
  console.table(Object.fromEntries(SHAPES.map((shape) => [shape.name, compare(shape)])));
  console.log(
    `bare: XML by fast-xml-parser, JSON by JSON.parse, the whole reply at once. Aims: XML at least ${AIM.xml} x bare, ` +
      `JSON at least 1/${AIM.json} of bare, no block over ${AIM.longestBlockMs} ms.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(shape: Shape): Record<string, string | number> {
  const file = join(folder, "reply");
  const reply = Buffer.from(buildReply(shape, megabytes * 1e6));
  writeFileSync(file, reply);
  const ours: Measurement[] = [];
  const bare: Measurement[] = [];
  // Turn about, so that a busy moment of the machine meets both.
  for (let run = 0; run < runs; run += 1) {
    ours.push(measure("reader", shape, file));
    bare.push(measure("bare", shape, file));
  }
  const size = reply.length / 1e6;
  const seconds = median(ours, "seconds");
  const ratio = median(bare, "seconds") / seconds;
  const block = median(ours, "longestBlockMs");
  const isMet = ratio >= (shape.format === "xml" ? AIM.xml : 1 / AIM.json) && block <= AIM.longestBlockMs;
  return {
    "MB/s": Number((size / seconds).toFixed(1)),
    "sessions/s": Math.round(median(ours, "sessions") / seconds),
    "bare MB/s": Number((size / median(bare, "seconds")).toFixed(1)),
    "x bare": Number(ratio.toFixed(2)),
    "longest block ms": Number(block.toFixed(1)),
    "bare block ms": Math.round(median(bare, "longestBlockMs")),
    "memory +MB": Math.round(median(ours, "addedMemoryMb")),
    "bare +MB": Math.round(median(bare, "addedMemoryMb")),
    aims: isMet ? "met" : "MISSED",
  };
}

function measure(how: "reader" | "bare", { vendor, format }: Shape, file: string): Measurement {
  const script = fileURLToPath(new URL("./normalize/measure.ts", import.meta.url));
  const output = execFileSync(process.execPath, [script, how, vendor, format, file], { encoding: "utf8" });
  return JSON.parse(output) as Measurement;
}

function median(list: readonly Measurement[], key: keyof Measurement): number {
  const sorted = list.map((measurement) => measurement[key]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
