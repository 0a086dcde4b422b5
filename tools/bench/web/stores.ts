import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { builtStore, fileOf, fill, NOW } from "../store/build.ts";
import { createWorld } from "../store/world.ts";

const LAST = 734;
const DAYS = 31;
/** They come to 1,000 protected items. */
const DEVICES = 735;
const DAY = 86_400_000;

/** Its last night has just ended: most items are fine. */
export const THOUSAND = { devices: DEVICES, from: NOW - LAST * DAY - 11 * 3_600_000, seed: 1 };
export const HUNDRED_THOUSAND = { ...THOUSAND, devices: 10_000, from: THOUSAND.from - DAY };

/** A thousand protected items with 30 days each, built where it is not there yet. */
export async function storeOfThousand(): Promise<string> {
  const path = fileOf("10^4").replace(/store-.*$/, `web-1-devices-${DEVICES}-days-${DAYS}.db`);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  for (const end of ["", "-wal", "-shm"]) rmSync(`${part}${end}`, { force: true });
  const store = await openStore(`file:${part}`, { folder: "/" });
  await fill(store, createWorld(THOUSAND), LAST - DAYS, LAST, (line) => process.stdout.write(`\r${line}  `));
  await store.close();
  process.stdout.write("\n");
  renameSync(part, path);
  return path;
}

/** More than 100,000 sessions, of 10,000 devices. */
export const storeOfHundredThousand = (): Promise<string> => builtStore("10^5");
