import { createSimulator, createWorld, serveSimulator } from "@lastgood/simulators";
import { expect, it } from "vitest";
import { Secret } from "../../secret.ts";
import { createHttp } from "../../vendors/http.ts";
import { testSource } from "../../vendors/test-server.ts";
import { createNableReader } from "./nable.ts";
import { readAll, sorted } from "./read-all.ts";

const DEVICES = { nable: 12, azure: 0, enterpriseManager: 0, unitrends: 0 };

it("reads an account whole that refuses calls which come sooner than it likes, after a few refusals", async () => {
  const clock = { now: Date.parse("2026-11-20T06:30:00Z") };
  const now = () => clock.now;
  const world = createWorld({ now, days: 3, devices: DEVICES });
  const simulator = createSimulator("nable", world, { nable: { spacingMs: 1500 } });
  const served = await serveSimulator(simulator);
  const apiKey = new Secret("apiKey" in simulator.credentials ? simulator.credentials.apiKey : "");
  const source = testSource({ id: "rmm", url: served.url, apiKey, spacingMs: 0 });
  const reader = createNableReader(source, createHttp(source, { now }), {
    now,
    wait: async (ms) => void (clock.now += ms),
  });
  const read = new Map();
  let refusals = 0;
  for (let cursor: string | null = null; refusals < 5; cursor = reader.cursor()) {
    const { sessions, thrown } = await readAll(reader, { cursor });
    for (const session of sessions) read.set(session.id, session);
    if (thrown === null) break;
    expect(thrown.kind).toBe("rate-limited");
    refusals += 1;
    clock.now += thrown.retryAfterMs ?? 30_000;
  }
  expect(refusals).toBe(2);
  expect(sorted([...read.values()])).toEqual(sorted(simulator.sessions("rmm")));
  expect(reader.learnt()).toContain("N-able asked for fewer requests: one every 2 s");
  await reader.close();
  await served.close();
});
