import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { useOf } from "../fill/memory.ts";
import { startProgram } from "../fill/program.ts";
import type { Installed } from "../fill/vendors.ts";
import { copyOf } from "./build.ts";
import { type Commits, watchCommits } from "./commits.ts";
import { KNOWN_SOURCES } from "./known-sources.ts";
import { hearChanges, measureWalls } from "./walls.ts";

const STREAMS = 500;
const REQUESTS_A_SECOND = 200;
const SECONDS = 30;

const DEVICE = encodeURIComponent("rmm-emea:700123");
const PATHS = [
  "/api/overview",
  "/api/protected-items?limit=100",
  `/api/devices/${DEVICE}`,
  `/api/sessions?device=${DEVICE}&limit=100`,
  "/api/sessions?limit=100",
  "/api/sources",
  `/api/series?device=${DEVICE}&metric=durationMs`,
];

/** The real program over a copy of the store, while another source is filled, with so many walls and askers. */
export async function measureLoad(path: string): Promise<Record<string, string | number>> {
  const folder = mkdtempSync(join(tmpdir(), "lastgood-load-"));
  const copy = copyOf(path, "load.db");
  const wanted = [{ vendor: "nable", devices: 400, days: 730 }];
  const vendors = fork(
    fileURLToPath(new URL("../fill/vendors.ts", import.meta.url)),
    [JSON.stringify(wanted)],
    {
      execArgv: ["--max-old-space-size=8000"],
    },
  );
  let commits: Commits | null = null;
  try {
    const [[installed]] = (await once(vendors, "message")) as [Installed[]];
    writeFileSync(
      join(folder, "lastgood.yaml"),
      JSON.stringify({
        server: { listen: "127.0.0.1:0" },
        store: { url: `file:${copy}`, retention: "forever" },
        sources: [...KNOWN_SOURCES, { ...installed?.source, every: "5s" }],
      }),
      { mode: 0o600 },
    );
    commits = watchCommits(copy);
    const program = await startProgram(folder);
    try {
      await hearChanges(program.url, commits.committedAt);
      while ((await sessionsOf(program.url, installed?.source.id)) === 0) await pause(500);
      const before = await sessionsOf(program.url, installed?.source.id);
      const measured = await measureWalls({
        url: program.url,
        streams: STREAMS,
        requestsPerSecond: REQUESTS_A_SECOND,
        seconds: SECONDS,
        paths: PATHS,
        committedAt: commits.committedAt,
      });
      const filled = (await sessionsOf(program.url, installed?.source.id)) - before;
      return {
        "requests/s": REQUESTS_A_SECOND,
        streams: STREAMS,
        "filled sessions/s": Math.round(filled / SECONDS),
        "p50 ms": measured.requests.p50Ms,
        "p99 ms": measured.requests.p99Ms,
        errors: JSON.stringify(measured.errors),
        "event p50 ms": measured.events.p50Ms,
        "event p99 ms": measured.events.p99Ms,
        events: measured.events.numbers,
        "lost streams": measured.lostStreams,
        "peak MB": Math.round(useOf(program.pid).peakMb ?? 0),
      };
    } finally {
      await program.stop();
    }
  } finally {
    commits?.stop();
    vendors.kill();
    rmSync(folder, { recursive: true, force: true });
    for (const end of ["", "-wal", "-shm", "-lock"]) rmSync(`${copy}${end}`, { force: true });
  }
}

async function sessionsOf(url: string, id: string | undefined): Promise<number> {
  const answer = await fetch(`${url}/api/sources`);
  if (!answer.ok) return 0;
  const { items } = (await answer.json()) as { items: { id: string; sessions: number }[] };
  return items.find((source) => source.id === id)?.sessions ?? 0;
}
