import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { VENDORS } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  type Served,
  type Simulator,
  serveSimulator,
  simulatorSource,
} from "@lastgood/simulators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { List, Session, Source } from "../contract.ts";
import { type Running, serve } from "./serve.ts";

const NOW = Date.parse("2026-11-20T02:12:00.000Z");
const HOUR = 3_600_000;

/** A world that stands still, so that what was read can be compared with what it holds. */
const world = createWorld({ now: () => NOW, days: 20, unknownWord: true });
const simulators: Simulator[] = VENDORS.map((vendor) => createSimulator(vendor, world));
const served: Served[] = [];
let running: Running;
let folder: string;

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(running.url + path);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

async function allSessions(source: string): Promise<Session[]> {
  const sessions: Session[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<Session> = await get(`/api/sessions?source=${source}&limit=500${after}`);
    sessions.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sessions;
}

/** Until every source has been read in whole once; fails with what the sources say. */
async function filled(): Promise<Source[]> {
  const until = Date.now() + 60_000;
  for (;;) {
    const { items } = await get<List<Source>>("/api/sources");
    if (items.every((source) => source.lastGoodPollAt !== null)) return items;
    if (Date.now() > until) throw new Error(JSON.stringify(items));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-"));
  const sources = [];
  for (const simulator of simulators) {
    const one = await serveSimulator(simulator);
    served.push(one);
    sources.push({ ...simulatorSource(simulator, one.url), every: "1h" });
  }
  const config = { server: { listen: "127.0.0.1:0", timeZone: "Europe/Berlin" }, sources };
  await writeFile(join(folder, "lastgood.yaml"), stringify(config), { mode: 0o600 });
  const quiet = new PassThrough();
  running = await serve({
    env: { LASTGOOD_LOG: "silent" },
    cwd: folder,
    out: quiet,
    err: quiet,
    in: quiet,
    now: () => NOW + HOUR / 60,
  });
  await filled();
}, 90_000);

afterAll(async () => {
  await running?.stop();
  await Promise.all(served.map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
});

describe("the whole way", () => {
  it.each(simulators.map((simulator) => [simulator.vendor, simulator] as const))(
    "every session of %s is there, as the world knows it",
    async (_vendor, simulator) => {
      const { id } = simulatorSource(simulator, "http://127.0.0.1");
      const byId = (sessions: Session[]) => new Map(sessions.map((session) => [session.id, session]));
      const found = byId(await allSessions(id));
      const expected = byId(simulator.sessions(id) as Session[]);
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      // What only Lastgood knows: when it first had it, and what an item's history shows.
      const told = (session: Session) => ({
        ...session,
        firstSeenAt: null,
        flags: session.flags.filter((flag) =>
          ["nothing-protected", "errors-counted", "clock"].includes(flag),
        ),
      });
      for (const [key, session] of found) expect(told(session)).toEqual(told(expected.get(key) as Session));
    },
  );

  it("records in are sessions, rejects and repeats: the counts of each source add up", async () => {
    for (const source of await filled()) {
      expect(source.sessions).toBe((await allSessions(source.id)).length);
      expect([source.state, source.rejects]).toEqual(["ok", 0]);
    }
  });

  it("sends a vendor nothing that could change it", () => {
    for (const simulator of simulators) expect(simulator.forbidden()).toEqual([]);
  });

  it("shows the vendor's record as it came, and never a credential", async () => {
    const { items } = await get<List<Session>>("/api/sessions?limit=20");
    for (const { id } of items) {
      const text = JSON.stringify(await get(`/api/sessions/${encodeURIComponent(id)}`));
      for (const simulator of simulators)
        for (const secret of Object.entries(simulator.credentials)
          .filter(([key]) => key !== "username")
          .map(([, value]) => value as string))
          expect(text).not.toContain(secret);
    }
  });
});
