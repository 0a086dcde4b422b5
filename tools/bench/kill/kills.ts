import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { VENDORS } from "../../../packages/normalize/src/index.ts";
import {
  createSimulator,
  createWorld,
  type Served,
  type SourceEntry,
  serveSimulator,
  simulatorSource,
} from "../../../packages/simulators/src/index.ts";
import { type Program, startProgram, writeConfig } from "../fill/program.ts";

/** What a session is, but for when this store first saw it. */
export type Kept = Record<string, unknown> & { id: string };

export interface KillRun {
  kills: number;
  /** Kills that met a store which had something and not yet everything. */
  midway: number;
  sessions: number;
  /** Ids of sessions that only one store has, or that the two tell differently, with what differs. */
  differences: string[];
}

interface Page {
  items: Kept[];
  nextCursor: string | null;
}

const FILL_LIMIT_MS = 90_000;

/**
 * Fills two stores from the same four vendors, whose clocks stand still; one program is killed at so many random moments
 * of its fill. Both are started once more before they are compared, since what an item's history shows of its older runs
 * is judged with the whole history at a start.
 */
export async function fillUnderKills({ kills, seed }: { kills: number; seed: number }): Promise<KillRun> {
  const at = Date.now();
  const devices = { nable: 40, azure: 15, enterpriseManager: 25, unitrends: 25 };
  const world = createWorld({ now: () => at, days: 25, devices });
  const served: Served[] = [];
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "lastgood-kill-")));
  const [calm, killed] = folders as [string, string];
  try {
    const sources: SourceEntry[] = [];
    for (const vendor of VENDORS) {
      const simulator = createSimulator(vendor, world);
      const one = await serveSimulator(simulator);
      served.push(one);
      sources.push(simulatorSource(simulator, one.url));
    }
    for (const folder of folders)
      writeConfig(
        folder,
        sources.map((source) => ({ ...source, every: "1s" })),
      );
    const { sessions: expected, ms } = await fillOnce(calm, sources);
    const next = randomOf(seed);
    let midway = 0;
    for (let done = 0; done < kills; done += 1) {
      const program = await startProgram(killed);
      // A start goes on where the last one was, so short lives reach every part of a fill.
      await pause((next() * 2 * ms) / kills);
      const kept = await keptBy(program);
      await program.kill();
      if (kept > 0 && kept < expected.length) midway += 1;
    }
    await fillOnce(killed, sources);
    const [reference, compared] = [await fillOnce(calm, sources), await fillOnce(killed, sources)];
    return {
      kills,
      midway,
      sessions: reference.sessions.length,
      differences: differencesOf(reference.sessions, compared.sessions),
    };
  } finally {
    await Promise.all(served.map((one) => one.close()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** Until every source was read in whole by this start and nothing is being filled any more. */
async function fillOnce(folder: string, sources: readonly SourceEntry[]) {
  const program = await startProgram(folder);
  const startedAt = Date.now();
  try {
    await untilFilled(program, startedAt, sources.length);
    const ms = Date.now() - startedAt;
    return { ms, sessions: await sessionsOf(program) };
  } finally {
    await program.stop();
  }
}

interface Told {
  lastGoodPollAt: string | null;
  learnt: string[];
  sessions: number;
}

async function sourcesOf({ url }: Program): Promise<Told[]> {
  return ((await (await fetch(`${url}/api/sources`)).json()) as { items: Told[] }).items;
}

async function keptBy(program: Program): Promise<number> {
  return (await sourcesOf(program)).reduce((sum, { sessions }) => sum + sessions, 0);
}

async function untilFilled(program: Program, startedAt: number, count: number): Promise<void> {
  for (;;) {
    const items = await sourcesOf(program);
    const isDone = items.every(
      ({ lastGoodPollAt, learnt }) =>
        lastGoodPollAt !== null &&
        Date.parse(lastGoodPollAt) > startedAt &&
        !learnt.some((words) => words.endsWith("so far")),
    );
    if (items.length === count && isDone) return;
    if (Date.now() - startedAt > FILL_LIMIT_MS) throw new Error(`not filled: ${JSON.stringify(items)}`);
    await pause(100);
  }
}

async function sessionsOf({ url }: Program): Promise<Kept[]> {
  const sessions: Kept[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await (await fetch(`${url}/api/sessions?limit=500${after}`)).json()) as Page;
    sessions.push(...page.items.map(({ firstSeenAt: _, ...session }) => session as Kept));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sessions;
}

function differencesOf(reference: readonly Kept[], compared: readonly Kept[]): string[] {
  const others = new Map(compared.map((session) => [session.id, session]));
  const found = compared.length === others.size ? [] : ["an id stands twice in the killed store"];
  for (const session of reference) {
    const other = others.get(session.id);
    others.delete(session.id);
    if (other === undefined) found.push(`${session.id}: lost`);
    else
      for (const field of Object.keys(session))
        if (JSON.stringify(session[field]) !== JSON.stringify(other[field]))
          found.push(
            `${session.id}: ${field} ${JSON.stringify(session[field])} ${JSON.stringify(other[field])}`,
          );
  }
  return [...found, ...[...others.keys()].map((id) => `${id}: only in the killed store`)];
}

/** The same moments for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
