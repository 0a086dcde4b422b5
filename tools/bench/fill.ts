// How long a new installation takes to fill, and what that costs: npm run bench -- fill [--scale 0.1] [--only nable]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { useOf } from "./fill/memory.ts";
import { startProgram, writeConfig } from "./fill/program.ts";
import type { Installation, Installed } from "./fill/vendors.ts";

const { values } = parseArgs({
  options: {
    scale: { type: "string", default: "1" },
    only: { type: "string", multiple: true },
    minutes: { type: "string", default: "60" },
  },
});

const AIM_MB = 250;
const DAYS = 730;
/** Of two years: 1,000 devices with 1.2 million sessions, 200,000, 100,000 and 100,000 sessions. */
const WHOLE: Installation[] = [
  { vendor: "nable", devices: 1000, days: DAYS },
  { vendor: "veeam-azure", devices: 115, days: DAYS },
  { vendor: "veeam-enterprise-manager", devices: 120, days: DAYS },
  { vendor: "unitrends", devices: 137, days: DAYS },
];

const scale = Number(values.scale);
const wanted = WHOLE.filter(({ vendor }) => !values.only || values.only.includes(vendor)).map((one) => ({
  ...one,
  devices: Math.max(5, Math.round(one.devices * scale)),
}));

interface SourceState {
  id: string;
  state: string;
  polling: boolean;
  sessions: number;
  rejects: number;
  repeats: number;
  error: { message: string } | null;
}

const folder = mkdtempSync(join(tmpdir(), "lastgood-fill-"));
const vendors = fork(fileURLToPath(new URL("./fill/vendors.ts", import.meta.url)), [JSON.stringify(wanted)], {
  execArgv: ["--max-old-space-size=8000"],
});
try {
  const [installed] = (await once(vendors, "message")) as [Installed[]];
  // Once before it counts: what a first start compiles is kept for all later ones.
  writeConfig(folder, []);
  await (await startProgram(folder)).stop();
  writeConfig(
    folder,
    installed.map(({ source }) => ({ ...source, every: "5s" })),
  );
  const program = await startProgram(folder);
  try {
    await fill(program, installed);
  } finally {
    await program.stop();
  }
} finally {
  vendors.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function fill({ url, pid }: { url: string; pid: number }, installed: readonly Installed[]) {
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;
  const firstAt = new Map<string, number>();
  const filledAt = new Map<string, number>();
  const requests = new Map<string, number>();
  const troubles = new Set<string>();
  let peakMb = 0;
  let last: SourceState[] = [];
  while (filledAt.size < installed.length && seconds() < Number(values.minutes) * 60) {
    await pause(500);
    peakMb = Math.max(peakMb, useOf(pid).residentMb);
    const response = await fetch(`${url}/api/sources`);
    last = ((await response.json()) as { items: SourceState[] }).items;
    const asked = await requestsSoFar();
    installed.forEach(({ source, sessions }, index) => {
      const told = last.find(({ id }) => id === source.id);
      if (!told) return;
      if (told.error) troubles.add(`${source.id}: ${told.error.message}`);
      if (told.sessions > 0 && !firstAt.has(source.id)) firstAt.set(source.id, seconds());
      if (told.sessions < sessions || told.state !== "ok" || filledAt.has(source.id)) return;
      filledAt.set(source.id, seconds());
      requests.set(source.id, asked[index] ?? 0);
    });
    if (process.stdout.isTTY)
      process.stdout.write(`\r${last.map(({ id, sessions }) => `${id} ${sessions}`).join(", ")} `);
  }
  const use = useOf(pid);
  const peak = Math.round(use.peakMb ?? peakMb);
  const rows = installed.map(({ source, sessions, leastRequests }, index) => {
    const told = last.find(({ id }) => id === source.id);
    const filled = filledAt.get(source.id);
    return [
      source.vendor,
      {
        devices: wanted[index]?.devices,
        sessions,
        kept: told?.sessions,
        "first after s": firstAt.get(source.id)?.toFixed(1),
        "filled after s": filled?.toFixed(1) ?? "NOT FILLED",
        "sessions/s": filled === undefined ? undefined : Math.round(sessions / filled),
        requests: requests.get(source.id),
        "least possible": leastRequests,
      },
    ] as const;
  });
  console.log(
    `\n${DAYS} days a device, all sources at once; Node ${process.version}, ${cpus().length} cores`,
  );
  console.table(Object.fromEntries(rows));
  const kept = last.reduce((sum, { sessions }) => sum + sessions, 0);
  console.log(
    `Peak memory of the program ${peak} MB (aim: at most ${AIM_MB}: ${peak <= AIM_MB ? "met" : "MISSED"}), ` +
      `its processor time ${use.cpuSeconds.toFixed(1)} s, ${Math.round((use.cpuSeconds * 1e6) / kept)} µs a session.`,
  );
  for (const trouble of troubles) console.log(`Trouble on the way: ${trouble}`);
}

async function requestsSoFar(): Promise<number[]> {
  const answer = once(vendors, "message");
  vendors.send("requests");
  return ((await answer) as [number[]])[0];
}
