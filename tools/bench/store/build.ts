import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import type { Store } from "../../../apps/proxy/src/store/store.ts";
import { layDown } from "./lay-down.ts";
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
export function worldOf(devices = DEVICES): World {
  return createWorld({ devices, from: NOW - 735 * DAY - 11 * 3_600_000, seed: SEED });
}

export const fileOf = (size: string): string =>
  join(CACHE, `store-${EDITION}-seed-${SEED}-days-${SIZES[size]}.db`);

/** Nights that come by the real path in a store that is laid down: with the first all that has a name is there. */
const BY_THE_REAL_PATH = 8;

/** The file of a store of this size, built where it is not there yet: a large one is laid down and ends by the real path. */
export async function builtStore(size: string): Promise<string> {
  const path = fileOf(size);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const days = SIZES[size] as number;
  const part = `${path}.part`;
  for (const end of ["", "-wal", "-shm"]) rmSync(`${part}${end}`, { force: true });
  const world = worldOf();
  const say = (line: string) => process.stdout.write(`\r${size}: ${line}  `);
  const open = () => openStore(`file:${part}`, { folder: CACHE });
  let store = await open();
  const first = 734 - days;
  if (days <= BY_THE_REAL_PATH) await fill(store, world, first, 734, say);
  else {
    await fill(store, world, first, first + 1, say);
    await store.close();
    const nights = { from: first + 1, to: 734 - BY_THE_REAL_PATH, seenAt: seenAtOf };
    await layDown(part, world, nights, say);
    store = await open();
    await fill(store, world, 734 - BY_THE_REAL_PATH, 734, say);
  }
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

/** The morning after the night. */
const seenAtOf = (day: number): number => NOW - (734 - day - 1) * DAY;

export async function putDay(store: Store, world: World, day: number): Promise<number> {
  const seenAt = new Date(seenAtOf(day)).toISOString();
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
