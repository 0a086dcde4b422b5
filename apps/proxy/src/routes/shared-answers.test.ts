import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiError, Overview } from "../contract.ts";
import { Stopped, type Store, TookTooLong } from "../store/store.ts";
import { NOW, requests, type TestApp, testApp, testConfig } from "./test-app.ts";

let app: TestApp;
let clock: number;
/** How often the store was asked for what the overview needs, and what holds that up. */
let reads: number;
let held: Promise<void> | undefined;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
let config = testConfig();

beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

beforeEach(() => {
  app.lines.length = 0;
  clock = NOW;
  reads = 0;
  held = undefined;
  config = testConfig();
  ask = requests({
    ...app.deps,
    config: () => config,
    now: () => clock,
    store: over({
      counts: async () => {
        reads += 1;
        await held;
        return app.deps.store.counts();
      },
    }),
  });
});

const over = (calls: Partial<Store>): Store =>
  new Proxy(app.deps.store, { get: (store, name) => Reflect.get(calls, name) ?? Reflect.get(store, name) });

const changed = () =>
  app.deps.events.publish({
    sourceIds: ["rmm"],
    deviceIds: [],
    policyIds: [],
    sessions: 0,
    healthOnly: true,
  });

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe("what many screens ask at once", () => {
  it("is made once for all of them, also for those who ask while it is being made", async () => {
    const going = Promise.withResolvers<void>();
    held = going.promise;
    const asked = Array.from({ length: 50 }, () => ask("/api/overview"));
    await expect.poll(() => reads).toBe(1);
    asked.push(ask("/api/overview"));
    going.resolve();
    const texts = await Promise.all((await Promise.all(asked)).map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    await ask("/api/overview");
    expect(reads).toBe(1);
    await ask("/api/overview?source=rmm");
    expect(reads).toBe(2);
  });

  it("is made anew once anything changed, once the configuration is another, and after a second", async () => {
    await ask("/api/overview");
    changed();
    await ask("/api/overview");
    expect(reads).toBe(2);
    config = testConfig({ dayStartsAt: "06:00" });
    await ask("/api/overview");
    expect(reads).toBe(3);
    clock += 999;
    await ask("/api/overview");
    expect(reads).toBe(3);
    clock += 1;
    const { asOf } = (await (await ask("/api/overview")).json()) as Overview;
    expect([reads, asOf]).toEqual([4, new Date(clock).toISOString()]);
    clock -= 60_000;
    await ask("/api/overview");
    expect(reads).toBe(5);
  });

  it("is not what was begun before a change and ended after it", async () => {
    const going = Promise.withResolvers<void>();
    held = going.promise;
    const before = ask("/api/overview");
    await expect.poll(() => reads).toBe(1);
    changed();
    const after = ask("/api/overview");
    await expect.poll(() => reads).toBe(2);
    going.resolve();
    await Promise.all([before, after]);
    await ask("/api/overview");
    expect(reads).toBe(2);
  });

  it("is never a failure of a moment ago", async () => {
    let isDown = true;
    const store = over({
      counts: () => (isDown ? Promise.reject(new Error("disk")) : app.deps.store.counts()),
    });
    const ask = requests({ ...app.deps, store });
    const failed = await ask("/api/overview");
    expect([failed.status, failed.headers.get("cache-control")]).toEqual([500, "no-store"]);
    isDown = false;
    expect((await ask("/api/overview")).status).toBe(200);
  });
});

describe("an answer that the browser has already", () => {
  it.each(["/api/overview", "/api/sources", "/api/sessions?limit=5", "/api/days", "/api/openapi.json"])(
    "%s is not sent again until it is another",
    async (path) => {
      const first = await ask(path);
      const etag = first.headers.get("etag") ?? "";
      expect([first.status, first.headers.get("cache-control")]).toEqual([200, "no-cache"]);
      const headers = { "if-none-match": `"other", ${etag}`, "accept-encoding": "gzip" };
      const again = await ask(path, { headers });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      expect(again.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect((await ask(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    },
  );

  it("a session that changed is sent with another tag", async () => {
    const { store } = app.deps;
    const first = await ask("/api/sessions?device=rmm:9001");
    await store.putFlags([{ id: "rmm:9001:0F", flags: ["errors-counted"] }]);
    clock += 1_000;
    const again = await ask("/api/sessions?device=rmm:9001", {
      headers: { "if-none-match": first.headers.get("etag") ?? "" },
    });
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining("errors-counted")]);
  });
});

describe("the way an answer is packed", () => {
  it.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["identity", null],
    ["gzip;q=0", null],
  ])("%s is answered in %s", async (accepted, coding) => {
    const plain = await bytesOf(await ask("/api/overview"));
    const answer = await ask("/api/overview", { headers: { "accept-encoding": accepted } });
    expect(answer.headers.get("content-encoding")).toBe(coding);
    expect(answer.headers.get("vary")).toMatch(/accept-encoding/i);
    const bytes = await bytesOf(answer);
    expect(answer.headers.get("content-length")).toBe(String(bytes.length));
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync, null: (b: Buffer) => b };
    expect(unpack[`${coding}` as keyof typeof unpack](bytes)).toEqual(plain);
    if (coding) expect(bytes.length).toBeLessThan(plain.length / 2);
  });

  it("an export is packed while it is read, and events never are", async () => {
    const headers = { "accept-encoding": "gzip, br" };
    const csv = await ask("/api/sessions.csv", { headers });
    expect(csv.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(await bytesOf(csv)).toString()).toContain("rmm:9001:0M");
    const events = await ask("/api/events", { headers });
    expect(events.headers.get("content-encoding")).toBeNull();
    await events.body?.cancel();
  });
});

describe("a request that was given up", () => {
  /** An app whose sessions never come; `signals` are those that were handed to the store. */
  function unanswered() {
    const signals: (AbortSignal | undefined)[] = [];
    const store = over({
      sessions: (_, asker) => {
        signals.push(asker?.signal);
        return new Promise((_, reject) =>
          asker?.signal?.addEventListener("abort", () => reject(new Stopped())),
        );
      },
    });
    return { signals, ask: requests({ ...app.deps, store }) };
  }

  it("stops what is read for it, once the last of those who asked has gone", async () => {
    const { signals, ask } = unanswered();
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [first, second].map(({ signal }) => ask("/api/sessions", { signal }));
    await expect.poll(() => signals.length).toBe(1);
    first.abort();
    expect(signals[0]?.aborted).toBe(false);
    second.abort();
    expect(signals[0]?.aborted).toBe(true);
    // Who comes now is not given what was given up.
    const third = new AbortController();
    asked.push(ask("/api/sessions", { signal: third.signal }));
    await expect.poll(() => signals.length).toBe(2);
    third.abort();
    await Promise.all(asked);
    expect(app.lines.filter((line) => line.includes("failed"))).toEqual([]);
  });

  it("stops an export", async () => {
    const leaving = new AbortController();
    let signal: AbortSignal | undefined;
    const store = over({
      streamSessions: (filter, sort, asker) => {
        signal = asker?.signal;
        return app.deps.store.streamSessions(filter, sort, asker);
      },
    });
    const answer = await requests({ ...app.deps, store })("/api/sessions.csv", { signal: leaving.signal });
    leaving.abort();
    expect(signal?.aborted).toBe(true);
    await answer.text().catch(() => {});
    expect(app.lines.filter((line) => line.includes("broke off"))).toEqual([]);
  });
});

it.each(["/api/sessions?q=x", "/api/sessions.csv?q=x"])(
  "%s that would take too long says what to do",
  async (path) => {
    const tooLong = new TookTooLong("it takes longer than 10 s to read this; narrow the filter or the times");
    const store = over({
      sessions: () => Promise.reject(tooLong),
      streamSessions: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(tooLong) }),
      }),
    });
    const answer = await requests({ ...app.deps, store })(path);
    const { error } = (await answer.json()) as ApiError;
    expect([answer.status, error.code, error.message]).toEqual([503, "too-slow", tooLong.message]);
    expect(app.lines).toEqual([]);
  },
);
