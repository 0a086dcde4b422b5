import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { makeSession, SEEN } from "../store/test/make-session.ts";
import { rebuildStore } from "./rebuild.ts";

let folder: string;
let serving: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-rebuild-"));
  await configure("forever");
});
afterEach(async () => {
  await serving?.close();
  await rm(folder, { recursive: true });
});

const configure = (retention: string) =>
  writeFile(join(folder, "lastgood.yaml"), `store: { url: file:store.db, retention: ${retention} }\n`);

async function serve(): Promise<void> {
  serving = await openStore("file:store.db", { folder });
  const sessions = ["01", "02", "03"].map((day) =>
    makeSession({ sourceId: "a", id: day, startedAt: `2026-03-${day}T01:00:00.000Z` }),
  );
  await serving.putSessions("a", sessions, SEEN);
}

/** In a terminal; the clock goes on by a second each time it is asked. */
async function rebuild(options: Partial<Parameters<typeof rebuildStore>[1]> = {}) {
  const err = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: true, columns: 80 });
  const out = new PassThrough({ encoding: "utf8" });
  let at = Date.parse(SEEN);
  const now = () => (at += 1_000);
  const process = { env: {}, cwd: folder, out, err, in: new PassThrough(), now };
  const stop = new AbortController().signal;
  const code = await rebuildStore(process, { stop, pause: async () => {}, ...options });
  return { code, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

const forge = () => {
  const file = new DatabaseSync(join(folder, "store.db"));
  file.exec("update daily_figures set success = 99");
  file.close();
};

async function days(): Promise<number[]> {
  const [item = ""] = await serving.itemIds();
  const rows = await serving.figures({ item }, "2026-03-01T00:00:00.000Z", SEEN, 9);
  return rows.map(({ counts }) => counts.success);
}

it("makes marks and figures anew while Lastgood runs, shows how far it is, and says what it did", async () => {
  await serve();
  forge();
  const { code, out, err } = await rebuild();
  expect([code, out]).toEqual([
    0,
    "made anew from the sessions: marks and days of 1 item, hours of 1 source\n",
  ]);
  expect(err).toContain("100 %  items: 1 of 1");
  expect(err).toContain("hours of sources: 1 of 1");
  expect(await days()).toEqual([1, 1, 1]);
});

it("leaves the days that the configured retention let go as they are, and says so", async () => {
  await serve();
  await configure("7d");
  forge();
  const { code, out } = await rebuild();
  expect([code, out]).toEqual([
    0,
    "made anew from the sessions: marks and days of 1 item, hours of 1 source; days before 2026-03-03 (store.retention) are as they were\n",
  ]);
  expect(await days()).toEqual([99, 99, 1]);
});

it("ends by 130 after the slice under way where it is stopped, and says that it begins again", async () => {
  await serve();
  const stop = new AbortController();
  const pause = async () => stop.abort();
  const { code, out, err } = await rebuild({ stop: stop.signal, pause });
  expect([code, out]).toEqual([130, ""]);
  expect(err.split("[K").at(-1)).toBe(
    "lastgood: stopped after 1 item and 0 sources; what was made anew stays, and the same command begins again\n",
  );
});

it("makes no store where there is none, and does nothing for the demonstration", async () => {
  await expect(rebuild()).rejects.toThrow(/there is no store at .*store\.db yet: nothing to rebuild/);
  await rm(join(folder, "lastgood.yaml"));
  await expect(rebuild()).rejects.toThrow(/the demonstration's store begins anew at each start/);
});
