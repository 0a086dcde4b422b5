import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { VENDORS } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  type Served,
  serveSimulator,
  simulatorSource,
} from "@lastgood/simulators";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import type { Changed, List, Overview, ProtectedItem, Session, Source } from "../contract.ts";
import { postgresDatabase } from "../store/test/postgres-database.ts";
import { type StartedProgram, startProgram } from "./started-program.ts";

const PROXIES = [0, 1, 2];

interface Asked {
  source: string;
  proxy: number;
  at: number;
}

async function get<T>({ url }: StartedProgram, path: string): Promise<T> {
  const answer = await fetch(url + path);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

async function allSessions(program: StartedProgram): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<Session> = await get(program, `/api/sessions?limit=500${after}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

/** What a viewer sees, but for what moves with every poll. */
async function seen(program: StartedProgram) {
  const { sources, sentence, counts, byClient, bySource, worst, notices } = await get<Overview>(
    program,
    "/api/overview",
  );
  const { items } = await get<List<ProtectedItem>>(program, "/api/protected-items?limit=500");
  return {
    sentence,
    counts,
    byClient,
    bySource,
    notices,
    worst: worst.map(({ id, strip }) => [id, strip]),
    // Also what only the one that polls can know.
    known: sources.map(({ learnt, requests, nextPollAt }) => [learnt, requests > 0, nextPollAt !== null]),
    sources: sources.map(({ id, state, error, sessions, rejects, repeats }) => [
      id,
      state,
      error,
      sessions,
      rejects,
      repeats,
    ]),
    items: items.map(({ id, state, reason, lastSession, lastGood }) => [
      id,
      state,
      reason,
      lastSession?.id,
      lastGood?.id,
    ]),
  };
}

/** Every change that this proxy's viewers are told of, with when. */
function watch({ url }: StartedProgram, stop: AbortSignal): { changed: Changed; at: number }[] {
  const told: { changed: Changed; at: number }[] = [];
  const read = async () => {
    const { body } = await fetch(`${url}/api/events`, { signal: stop });
    let text = "";
    for await (const piece of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      text += piece;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = /^event: changed\ndata: (.*)/m.exec(block)?.[1];
        if (data !== undefined) told.push({ changed: JSON.parse(data) as Changed, at: Date.now() });
      }
    }
  };
  read().catch(() => {});
  return told;
}

async function until(what: string, limitMs: number, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await pause(100);
  }
}

it("three proxies on one PostgreSQL poll each source once, show the same, and go on when one of them is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lastgood-three-"));
  const at = Date.now();
  const world = createWorld({
    now: () => at,
    days: 6,
    devices: { nable: 5, azure: 6, enterpriseManager: 5, unitrends: 5 },
  });
  const simulators = VENDORS.map((vendor) => createSimulator(vendor, world));
  const store = { url: await postgresDatabase() };
  const asked: Asked[] = [];
  const served: Served[] = [];
  const programs: StartedProgram[] = [];
  const stop = new AbortController();
  /** Who asked which source since then. */
  const pollersSince = (since: number) =>
    Map.groupBy(
      asked.filter((one) => one.at >= since),
      ({ source }) => source,
    );
  const ids = simulators.map((simulator) => simulatorSource(simulator, "http://127.0.0.1").id);
  try {
    // Each proxy has a way of its own to each vendor, so that it is known who asks.
    for (const proxy of PROXIES) {
      const sources = [];
      for (const simulator of simulators) {
        const { id } = simulatorSource(simulator, "http://127.0.0.1");
        const app = {
          fetch(...given: Parameters<typeof simulator.app.fetch>) {
            asked.push({ source: id, proxy, at: Date.now() });
            return simulator.app.fetch(...given);
          },
        } as typeof simulator.app;
        const way = await serveSimulator({ ...simulator, app });
        served.push(way);
        sources.push({ ...simulatorSource(simulator, way.url), every: "1s" });
      }
      const own = join(folder, String(proxy));
      const config = { server: { listen: "127.0.0.1:0" }, store, sources };
      mkdirSync(own);
      writeFileSync(join(own, "lastgood.yaml"), stringify(config), { mode: 0o600 });
    }
    programs.push(
      ...(await Promise.all(
        PROXIES.map((proxy) => startProgram(join(folder, String(proxy)), { LASTGOOD_LOG: "info" })),
      )),
    );
    const [first] = programs as [StartedProgram];

    await until("every source is read, and every proxy polls some", 90_000, async () => {
      const { items } = await get<List<Source>>(first, "/api/sources");
      const recent = [...pollersSince(Date.now() - 4_000).values()];
      const active = new Set(recent.flatMap((all) => all.map(({ proxy }) => proxy)));
      return (
        items.every(({ state, lastGoodPollAt }) => state === "ok" && lastGoodPollAt !== null) &&
        active.size === 3
      );
    });
    const settledAt = Date.now();
    await until("every source is polled again", 20_000, () => pollersSince(settledAt).size === ids.length);

    // A viewer of any of them hears of what one of them writes.
    const streams = programs.map((program) => watch(program, stop.signal));
    await until("the streams are open", 10_000, () => streams.every((told) => told.length > 0));
    const item = world.items("unitrends")[0]?.key ?? "";
    const { id: appliance } = simulatorSource(
      simulators[VENDORS.indexOf("unitrends")] as never,
      "http://127.0.0.1",
    );
    world.addSession("unitrends", { item, status: "failed", startedAt: at - 60_000, endedAt: at - 30_000 });
    const heardAt = () =>
      streams.map(
        (told) =>
          told.find(({ changed }) => changed.sessions > 0 && changed.sourceIds.includes(appliance))?.at,
      );
    await until("all viewers hear of the failure", 20_000, () =>
      heardAt().every((time) => time !== undefined),
    );
    const times = heardAt() as number[];
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(1_000);
    await until("all three show the same", 15_000, async () => {
      const [one, ...others] = await Promise.all(programs.map(seen));
      return others.every((other) => JSON.stringify(other) === JSON.stringify(one));
    });

    // One that polls is killed; nobody tells the others.
    const victim = asked.at(-1)?.proxy ?? 0;
    const left = programs.filter((_, proxy) => proxy !== victim);
    const killedAt = Date.now();
    await programs[victim]?.end("SIGKILL");
    await until("the others poll all sources", 30_000, () => {
      const since = pollersSince(killedAt + 500);
      return ids.every((id) => since.get(id)?.some(({ proxy }) => proxy !== victim));
    });
    const tookMs = Date.now() - killedAt;
    expect(tookMs).toBeLessThan(30_000);

    // Never two in turn: a source changes hands a few times, where it is shared out and where its holder is killed.
    for (const [source, all] of pollersSince(0)) {
      const handovers = all.filter(({ proxy }, n) => n > 0 && proxy !== all[n - 1]?.proxy).length;
      expect(handovers, source).toBeLessThanOrEqual(6);
    }
    const wanted = simulators.flatMap((one, n) => one.sessions(ids[n] ?? "").map(({ id }) => id)).sort();
    await until("both show the same once more", 15_000, async () => {
      const [one, other] = await Promise.all(left.map(seen));
      return JSON.stringify(one) === JSON.stringify(other);
    });
    for (const program of left) {
      expect((await allSessions(program)).sort()).toEqual(wanted);
      for (const { error, rejects } of (await get<List<Source>>(program, "/api/sources")).items)
        expect([error, rejects]).toEqual([null, 0]);
      await program.end("SIGTERM");
      expect(String(program.printed())).not.toMatch(/"level":(50|60)/);
    }
  } finally {
    stop.abort();
    for (const program of programs) await program.end("SIGKILL");
    await Promise.all(served.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
