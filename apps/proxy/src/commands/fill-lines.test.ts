import { expect, it } from "vitest";
import type { SourceHealth } from "../poller/poller.ts";
import type { Progress } from "../poller/progress.ts";
import { testSource } from "../vendors/test-server.ts";
import { createFillLines } from "./fill-lines.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const SECOND = 1_000;
const filling: Progress = {
  phase: "first-fill",
  unit: "devices",
  done: 120,
  total: 1000,
  totalIsEstimate: true,
  ratePerMinute: 58,
  etaMs: 910_000,
};

function health(
  progress: Progress | null,
  record: Partial<SourceHealth["record"]> = {},
  enabled = true,
): SourceHealth[] {
  const config = testSource({ id: "rmm-emea", enabled });
  return [
    { config, record: { lastGoodPollAt: null, error: null, cursor: null, ...record }, progress },
  ] as SourceHealth[];
}

function lines() {
  return createFillLines({ sessions: () => Promise.resolve(1_200_000) });
}

const whole = { lastGoodPollAt: "2026-11-20T03:43:00.000Z" };

it("says every 10 s how far a fill came, and once that it is done", async () => {
  const look = lines();
  expect(await look(health(null), NOW)).toEqual([]);
  expect(await look(health(filling), NOW + 9 * SECOND)).toEqual([]);
  const said = ["rmm-emea: filling: 120 of about 1,000 devices, 58 a minute, about 15 min left"];
  expect(await look(health(filling), NOW + 10 * SECOND)).toEqual(said);
  expect(await look(health(filling), NOW + 19 * SECOND)).toEqual([]);
  expect(await look(health(filling), NOW + 20 * SECOND)).toEqual(said);
  const done = NOW + 31 * 60 * SECOND;
  expect(await look(health(null, whole), done)).toEqual([
    "rmm-emea: filled: 1,000 devices, 1,200,000 sessions in 31 min",
  ]);
  expect(await look(health(null, whole), done + 60 * SECOND)).toEqual([]);
});

it("says nothing of an ordinary sweep, however long it takes", async () => {
  const look = lines();
  const sweep = { ...filling, phase: "sweep" } as const;
  for (const later of [0, 10, 20, 900])
    expect(await look(health(sweep, whole), NOW + later * SECOND)).toEqual([]);
});

it("says nothing while a fill stands still between two polls", async () => {
  const look = lines();
  const paused = { ...filling, ratePerMinute: null, etaMs: null };
  for (const later of [0, 30]) expect(await look(health(paused), NOW + later * SECOND)).toEqual([]);
});

it("calls no fill done that failed or was switched off", async () => {
  const error = { kind: "network", message: "gone", at: "2026-11-20T03:12:00.000Z" };
  const look = lines();
  await look(health(filling), NOW);
  expect(await look(health(null, { ...whole, error }), NOW + SECOND)).toEqual([]);
  await look(health(filling), NOW);
  expect(await look(health(null, {}, false), NOW + SECOND)).toEqual([]);
});

it("does not say how long all of a fill took that an earlier start began", async () => {
  const look = lines();
  await look(health(filling, { cursor: "{}" }), NOW);
  expect(await look(health(null, whole), NOW + 2_000)).toEqual([
    "rmm-emea: filled: 1,000 devices, 1,200,000 sessions; the rest took 2 s",
  ]);
});
