import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { startProgram } from "../fill/program.ts";
import { fill, worldOf } from "./build.ts";
import { KNOWN_SOURCES } from "./known-sources.ts";

const NIGHTS = 8;
const TIMES = 40;
/** An answer is kept for a second: each of these is made anew. */
const BETWEEN_MS = 1_100;

/** The overview of the real program over so many devices, as a browser asks for it: bytes on the wire, and to its last byte. */
export async function measureOverview(devices: number): Promise<Record<string, string | number>> {
  const folder = mkdtempSync(join(tmpdir(), "lastgood-overview-"));
  try {
    const store = await openStore("file:store.db", { folder });
    await fill(store, worldOf(devices), 734 - NIGHTS, 734, () => {});
    await store.close();
    const config = {
      server: { listen: "127.0.0.1:0" },
      store: { url: "file:store.db", retention: "forever" },
      sources: KNOWN_SOURCES,
    };
    writeFileSync(join(folder, "lastgood.yaml"), JSON.stringify(config), { mode: 0o600 });
    const program = await startProgram(folder);
    try {
      const plain = JSON.parse((await ask(`${program.url}/api/overview`, "identity")).body.toString());
      const took: number[] = [];
      let bytes = 0;
      for (let n = 0; n < TIMES; n += 1) {
        await pause(BETWEEN_MS);
        const answer = await ask(`${program.url}/api/overview`, "br, gzip");
        took.push(answer.ms);
        bytes = answer.body.length;
      }
      took.sort((a, b) => a - b);
      const at = (share: number) => Math.round(took[Math.floor((TIMES - 1) * share)] as number);
      const items = Number(plain.total) + Number(plain.retired);
      return { items, "kB on the wire": Math.round(bytes / 100) / 10, "p50 ms": at(0.5), "p99 ms": at(0.99) };
    } finally {
      await program.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(address: string, accepted: string): Promise<{ ms: number; body: Buffer }> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    get(address, { headers: { "accept-encoding": accepted } }, (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.once("end", () => {
        const body = Buffer.concat(parts);
        if (answer.statusCode === 200) resolve({ ms: performance.now() - begun, body });
        else reject(new Error(`${answer.statusCode}: ${body.toString()}`));
      });
    }).once("error", reject);
  });
}
