import { afterAll, beforeAll, expect, it } from "vitest";
import type { Figures, List, ProtectedItem } from "../contract.ts";
import { makeSession } from "../store/test/make-session.ts";
import { NOW, type TestApp, testApp } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const HOUR = 3_600_000;
const get = async (path: string): Promise<Figures> => (await (await app.request(path)).json()) as Figures;

async function failedItem(): Promise<string> {
  const answer = await app.request("/api/protected-items?state=failed");
  return encodeURIComponent(((await answer.json()) as List<ProtectedItem>).items[0]?.id ?? "");
}

it("figures of an item are its days, of a source its hours", async () => {
  const { unit, rows } = await get(`/api/figures?item=${await failedItem()}`);
  expect([unit, rows.length]).toEqual(["day", 7]);
  expect(rows.at(-1)).toEqual({
    at: "2026-03-10T00:00:00.000Z",
    counts: {
      success: 0,
      warning: 0,
      failed: 1,
      interrupted: 0,
      canceled: 0,
      "not-started": 0,
      running: 0,
      unknown: 0,
    },
    selectedBytes: null,
    processedBytes: null,
    transferredBytes: 1_000,
    durationMs: { sum: 1_000, min: 1_000, max: 1_000 },
  });
  const hours = await get("/api/figures?source=rmm");
  expect([hours.unit, hours.rows.length, hours.rows.at(-1)?.at]).toEqual([
    "hour",
    7,
    "2026-03-10T02:00:00.000Z",
  ]);
});

it("figures keep to the times asked for, and without them to the last 400 days or 14 days of hours", async () => {
  const item = await failedItem();
  expect((await get(`/api/figures?item=${item}&from=2026-03-09&to=2026-03-10`)).rows).toHaveLength(1);
  const device = { id: "rmm:5", name: "old-5", kind: "server" } as const;
  const old = [401, 399, 15, 13].map((days) => {
    const startedAt = new Date(NOW - days * 24 * HOUR).toISOString();
    return makeSession({ sourceId: "old", id: String(days), device, startedAt, endedAt: startedAt });
  });
  await app.deps.store.putSessions("old", old, new Date(NOW).toISOString());
  const itemId = (await app.deps.store.session("old:13"))?.itemId ?? "";
  expect((await get(`/api/figures?item=${encodeURIComponent(itemId)}`)).rows).toHaveLength(3);
  expect((await get("/api/figures?source=old")).rows).toHaveLength(1);
  expect((await get("/api/figures?source=old&from=2020-01-01")).rows).toHaveLength(4);
});

it("figures of more hours than can be shown are refused with what to do", async () => {
  const hourly = Array.from({ length: 4_001 }, (_, hour) => {
    const startedAt = new Date(NOW - (hour + 1) * HOUR).toISOString();
    return makeSession({ sourceId: "busy", id: String(hour), startedAt, endedAt: startedAt });
  });
  await app.deps.store.putSessions("busy", hourly, new Date(NOW).toISOString());
  const answer = await app.request("/api/figures?source=busy&from=2025-01-01");
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      error: expect.objectContaining({
        code: "bad-request",
        message: "from, to: there are more than 4000 hours between them; narrow them",
      }),
    },
  ]);
  const most = await get(`/api/figures?source=busy&from=${new Date(NOW - 4_000 * HOUR).toISOString()}`);
  expect(most.rows).toHaveLength(4_000);
});
