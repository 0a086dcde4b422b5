import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  createSimulator,
  createWorld,
  type Served,
  serveSimulator,
  simulatorSource,
} from "@lastgood/simulators";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import type { About, List, Overview, ProtectedItem, Source } from "../contract.ts";
import { type Running, serve } from "./serve.ts";

const world = createWorld({
  now: Date.now,
  days: 3,
  devices: { nable: 2, azure: 2, enterpriseManager: 2, unitrends: 2 },
});
const nable = createSimulator("nable", world);
const unitrends = createSimulator("unitrends", world);
let served: Served[];
let running: Running;
let folder: string;

const sourceOf = (index: 0 | 1) => ({
  ...simulatorSource(index ? unitrends : nable, (served[index] as Served).url),
  every: "2s",
});
const write = (sources: unknown[], more: object = {}) =>
  writeFile(
    join(folder, "lastgood.yaml"),
    stringify({ server: { listen: "127.0.0.1:0", ...more }, sources }),
    { mode: 0o600 },
  );

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(running.url + path)).json()) as T;
}

/** Until what is asked for holds; fails with what there is instead. */
async function until<T>(path: string, holds: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const answer = await get<T>(path);
    if (holds(answer)) return answer;
    if (Date.now() > end) throw new Error(JSON.stringify(answer));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-"));
  served = [await serveSimulator(nable), await serveSimulator(unitrends)];
  await write([sourceOf(0)]);
  const quiet = new PassThrough();
  const env = { LASTGOOD_LOG: "silent" };
  running = await serve({ env, cwd: folder, out: quiet, err: quiet, in: quiet, now: Date.now });
  await until<List<Source>>("/api/sources", ({ items }) => items[0]?.state === "ok");
});

afterEach(async () => {
  await running.stop();
  await Promise.all(served.map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
});

it("takes up a source that is added, disabled and taken out, without a restart", async () => {
  await write([sourceOf(0), sourceOf(1)]);
  await until<List<Source>>(
    "/api/sources",
    ({ items }) => items.length === 2 && items.every((source) => source.state === "ok"),
  );

  await write([sourceOf(0), { ...sourceOf(1), enabled: false }]);
  await until<List<Source>>("/api/sources", ({ items }) => items[1]?.state === "disabled");
  const { items } = await get<List<ProtectedItem>>("/api/protected-items?vendor=unitrends");
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) expect(["unknown", "failed"]).toContain(item.state);

  await write([sourceOf(0)]);
  await until<Overview>(
    "/api/overview",
    ({ sources, retired }) => sources.length === 1 && retired === items.length,
  );
});

it("changes nothing for a bad file, says so on every screen, and forgets it once it is mended", async () => {
  await write([{ ...sourceOf(0), passwort: "x" }]);
  const said = await until<About>("/api/about", ({ notices }) => notices.length > 0);
  expect(said.notices[0]?.text).toMatch(
    /^The changed configuration is not used: lastgood\.yaml:\d+: .*passwort/,
  );
  expect((await get<List<Source>>("/api/sources")).items).toHaveLength(1);

  await write([sourceOf(0)]);
  await until<About>("/api/about", ({ notices }) => notices.length === 0);
});

it("tries a source whose credential was mended at once, not in an hour", async () => {
  await write([{ ...sourceOf(0), apiKey: "ffffffffffffffffffffffffffffffff" }]);
  const { items } = await until<List<Source>>(
    "/api/sources",
    (answer) => answer.items[0]?.error?.kind === "auth",
  );
  expect(Date.parse(items[0]?.nextPollAt ?? "") - Date.now()).toBeGreaterThan(50 * 60_000);
  await write([sourceOf(0)]);
  await until<List<Source>>("/api/sources", (answer) => answer.items[0]?.state === "ok");
});
