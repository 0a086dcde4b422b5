import { expect, it } from "vitest";
import type { List, Source } from "../contract.ts";
import { requests, testApp, testConfig } from "./test-app.ts";

it("tells the bounds of a source's pace, no floor on loopback, and how far a fill came", async () => {
  const config = testConfig();
  const [rmm, azure] = config.sources as [(typeof config.sources)[0], (typeof config.sources)[0]];
  const local = { ...azure, url: "http://127.0.0.1:9398" };
  const app = await testApp({ ...config, sources: [{ ...rmm, spacingMs: 1_000 }, local] });
  const progress = {
    phase: "first-fill",
    unit: "devices",
    done: 120,
    total: 1000,
    totalIsEstimate: true,
    ratePerMinute: 58,
    etaMs: 910_000,
  } as const;
  const health = () =>
    app.deps
      .health()
      .map((one) => (one.config.id === "rmm" ? { ...one, progress, sweepEstimateMs: 1_000_000 } : one));
  const answer = await requests({ ...app.deps, health })("/api/sources");
  const { items } = (await answer.json()) as List<Source>;
  const brief = items.map(({ leastEveryMs, spacingMs, sweepEstimateMs, progress: told }) => ({
    leastEveryMs,
    spacingMs,
    sweepEstimateMs,
    told,
  }));
  expect(brief).toEqual([
    { leastEveryMs: 90_000, spacingMs: 1_000, sweepEstimateMs: 1_000_000, told: progress },
    { leastEveryMs: null, spacingMs: null, sweepEstimateMs: null, told: null },
  ]);
  await app.close();
});
