import { afterAll, beforeAll, expect, it } from "vitest";
import type { Series } from "../contract.ts";
import { makeSession } from "../store/test/make-session.ts";
import { NOW, type TestApp, testApp } from "./test-app.ts";

const DAY = 86_400_000;
const NIGHTS = 30;
let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  const device = { id: "rmm:77", name: "fs-77", kind: "server" } as const;
  const nights = Array.from({ length: NIGHTS }, (_, n) => {
    const startedAt = new Date(NOW - (n + 1) * DAY).toISOString();
    const durationMs = 60_000 + (n % 5) * 1_000;
    return makeSession({ sourceId: "rmm", id: `77:${n}`, device, startedAt, endedAt: startedAt, durationMs });
  });
  await app.deps.store.putSessions("rmm", nights, new Date(NOW).toISOString());
});
afterAll(() => app.close());

const points = async (more: string) => {
  const answer = await app.request(`/api/series?device=rmm:77&metric=durationMs${more}`);
  return ((await answer.json()) as Series).lines[0]?.points ?? [];
};

it("a part of a line has the usual band that the whole line has there, and none of its points more", async () => {
  const whole = await points("");
  const from = new Date(NOW - 5 * DAY).toISOString();
  const part = await points(`&from=${from}`);
  expect(whole).toHaveLength(NIGHTS);
  expect(part[0]?.low).not.toBeNull();
  expect(part).toEqual(whole.slice(-5));
});
