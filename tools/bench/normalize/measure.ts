import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Context, VENDOR_READERS, type Vendor } from "../../../packages/normalize/src/index.ts";

/** One measurement, in a process of its own: `node measure.ts <reader|bare> <vendor> <xml|json> <file>`. */
export interface Measurement {
  seconds: number;
  sessions: number;
  longestBlockMs: number;
  /** What the peak of resident memory rose by. */
  addedMemoryMb: number;
}

const PIECE_BYTES = 64 * 1024;

const [how, vendor, format, file = ""] = process.argv.slice(2);
const bytes = readFileSync(file);
const measured = how === "bare" ? measureBare(format === "xml") : await measureReader(vendor as Vendor);
process.stdout.write(JSON.stringify(measured));

async function measureReader(name: Vendor): Promise<Measurement> {
  const context: Context = {
    sourceId: name,
    device: { id: `${name}:0`, name: null, kind: null, client: null, site: null },
  };
  let sessions = 0;
  let longestBlockMs = 0;
  const before = peakMb();
  const from = performance.now();
  const reader = VENDOR_READERS[name](context, {
    session: () => {
      sessions += 1;
    },
    reject: ({ reason }) => {
      throw new Error(`a record was rejected: ${reason}`);
    },
  });
  function block<T>(work: () => T): T {
    const start = performance.now();
    const result = work();
    longestBlockMs = Math.max(longestBlockMs, performance.now() - start);
    return result;
  }
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    block(() => reader.push(bytes.subarray(at, at + PIECE_BYTES)));
    await nextTurn();
  }
  const { failure } = block(() => reader.end());
  if (failure !== null) throw new Error(failure.message);
  return {
    seconds: (performance.now() - from) / 1000,
    sessions,
    longestBlockMs,
    addedMemoryMb: peakMb() - before,
  };
}

/** What a program would do that only parses: the whole reply at once, and nothing made of it. */
function measureBare(isXml: boolean): Measurement {
  const parse = isXml ? createXmlParse() : (text: string): unknown => JSON.parse(text);
  const before = peakMb();
  const from = performance.now();
  const parsed = parse(new TextDecoder().decode(bytes));
  const seconds = (performance.now() - from) / 1000;
  if (typeof parsed !== "object") throw new Error("nothing was parsed");
  return { seconds, sessions: 0, longestBlockMs: seconds * 1000, addedMemoryMb: peakMb() - before };
}

function createXmlParse(): (text: string) => unknown {
  // The proxy reads inventories with it.
  const require = createRequire(new URL("../../../apps/proxy/package.json", import.meta.url));
  const { XMLParser } = require("fast-xml-parser") as {
    XMLParser: new (options: object) => { parse(text: string): unknown };
  };
  const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: false });
  return (text) => parser.parse(text);
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
