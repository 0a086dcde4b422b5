import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import type { Store } from "../../../apps/proxy/src/store/store.ts";
import { createWorld, SOURCES, type World } from "./world.ts";

const SEED = 1;
const DEVICES = 10_000;
/** Raised when what a store of these holds changes: an older one is then built anew. */
const EDITION = 1;
const CACHE = fileURLToPath(new URL("../../../.cache/bench/", import.meta.url));

const DAY = 86_400_000;
/** The morning after the last night of the longest history. */
export const NOW = Date.parse("2026-11-26T11:00:00.000Z");
/** Days of history, by how many sessions they come to: always of the same 10,000 devices. */
export const SIZES: Record<string, number> = { "10^4": 1, "10^5": 8, "10^6": 74, "10^7": 734 };

/** The same nights for every size: a shorter history is the end of a longer one. */
export function worldOf(): World {
  return createWorld({ devices: DEVICES, from: NOW - 735 * DAY - 11 * 3_600_000, seed: SEED });
}

export const fileOf = (size: string): string =>
  join(CACHE, `store-${EDITION}-seed-${SEED}-days-${SIZES[size]}.db`);

/** The file of a store of this size, built through the real path where it is not there yet. */
export async function builtStore(size: string): Promise<string> {
  const path = fileOf(size);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const days = SIZES[size] as number;
  const part = `${path}.part`;
  for (const end of ["", "-wal", "-shm"]) rmSync(`${part}${end}`, { force: true });
  const store = await openStore(`file:${part}`, { folder: CACHE });
  await fill(store, worldOf(), 734 - days, 734, (line) => process.stdout.write(`\r${size}: ${line}  `));
  await store.close();
  process.stdout.write("\n");
  renameSync(part, path);
  return path;
}

/** A copy to write to; whoever asks for it removes it. */
export function copyOf(path: string, name: string): string {
  const copy = join(CACHE, name);
  for (const end of ["", "-wal", "-shm"]) rmSync(`${copy}${end}`, { force: true });
  copyFileSync(path, copy);
  return copy;
}

/** Days of the world into a store, as polls of the morning after would bring them, and that each source was read. */
export async function fill(
  store: Store,
  world: World,
  from: number,
  to: number,
  say: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  let sessions = 0;
  for (let day = from; day < to; day += 1) {
    sessions += await putDay(store, world, day);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`day ${day + 1 - from} of ${to - from}, ${Math.round(sessions / seconds)} sessions/s`);
  }
  await putHealth(store);
}

export async function putDay(store: Store, world: World, day: number): Promise<number> {
  const seenAt = new Date(NOW - (734 - day - 1) * DAY).toISOString();
  let sessions = 0;
  for (const { sourceId, sessions: some } of world.day(day)) {
    await store.putSessions(sourceId, some, seenAt);
    sessions += some.length;
  }
  return sessions;
}

export async function putHealth(store: Store): Promise<void> {
  const at = new Date(NOW - 60_000).toISOString();
  for (const [vendor, sourceId] of Object.entries(SOURCES)) {
    await store.putSource({
      sourceId,
      vendor: vendor as keyof typeof SOURCES,
      host: `${sourceId}.example.net`,
      lastPolledAt: at,
      lastGoodPollAt: at,
      lastPollMs: 30_000,
      error: null,
      learnt: [],
      certificateEndsAt: null,
      cursor: null,
    });
    await store.putRead(sourceId, null, at);
  }
}
