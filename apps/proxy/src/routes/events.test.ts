import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestApp, testApp } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

interface Heard {
  event: string;
  id: string | null;
  data: Record<string, unknown>;
}

/** Opens the stream; `next` waits for the next event on it. */
async function listen() {
  const ending = new AbortController();
  const answer = await app.request("/api/events", { signal: ending.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function next(): Promise<Heard> {
    while (!text.includes("\n\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the stream ended: ${text}`);
      text += value;
    }
    const end = text.indexOf("\n\n");
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1] ?? null;
    return { event: field("event") ?? "message", id: field("id"), data: JSON.parse(field("data") ?? "null") };
  }
  return { answer, next, end: () => reader.cancel() };
}

const change = (sourceId: string) => ({
  sourceIds: [sourceId],
  deviceIds: [],
  policyIds: [],
  sessions: 1,
  healthOnly: false,
});

it("begins with a heartbeat that tells the time, the version and the number reached", async () => {
  const { answer, next, end } = await listen();
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  expect(answer.headers.get("content-encoding")).toBeNull();
  expect(await next()).toMatchObject({
    event: "heartbeat",
    data: { now: "2026-03-10T12:00:00.000Z", version: "1.2.3", seq: app.deps.events.seq() },
  });
  await end();
});

it("tells each change under a number that rises by one, to every listener", async () => {
  const [first, second] = [await listen(), await listen()];
  const before = (await first.next()).data.seq as number;
  await second.next();
  app.deps.events.publish(change("rmm"));
  app.deps.events.publish(change("azure"));
  for (const { next, end } of [first, second]) {
    const heard = [await next(), await next()];
    expect(heard.map(({ event, id, data }) => [event, id, data.seq, data.sourceIds])).toEqual([
      ["changed", String(before + 1), before + 1, ["rmm"]],
      ["changed", String(before + 2), before + 2, ["azure"]],
    ]);
    await end();
  }
});

it("a listener that went away is forgotten, and one that comes anew learns what it missed by the number", async () => {
  const gone = await listen();
  const before = (await gone.next()).data.seq as number;
  await gone.end();
  app.deps.events.publish(change("rmm"));
  const back = await listen();
  expect((await back.next()).data.seq).toBe(before + 1);
  await back.end();
});

it("a heartbeat comes every 15 s, however much changes in between", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] });
  const { next, end } = await listen();
  expect((await next()).event).toBe("heartbeat");
  for (let seconds = 0; seconds < 15; seconds += 5) {
    app.deps.events.publish(change("rmm"));
    expect((await next()).event).toBe("changed");
    vi.advanceTimersByTime(5_000);
  }
  app.deps.events.publish(change("rmm"));
  expect([(await next()).event, (await next()).event].sort()).toEqual(["changed", "heartbeat"]);
  await end();
  vi.useRealTimers();
});
