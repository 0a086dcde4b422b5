import { afterEach, expect, it, vi } from "vitest";
import { ApiFailure, addressOf, getJson } from "./client.ts";

afterEach(() => vi.unstubAllGlobals());

const answering = (body: BodyInit | null, init?: ResponseInit) =>
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, init)));

it("repeats a parameter for each value and leaves out what is absent", () => {
  expect(addressOf("/api/sessions", { device: ["a,b", "c"], q: undefined, limit: 5 })).toBe(
    "/api/sessions?device=a%2Cb&device=c&limit=5",
  );
});

it("fails with the server's own words", async () => {
  answering(JSON.stringify({ error: { code: "bad-request", message: "limit: too much", requestId: "r1" } }), {
    status: 400,
  });
  await expect(getJson("/api/sessions")).rejects.toMatchObject({
    status: 400,
    code: "bad-request",
    message: "limit: too much",
    requestId: "r1",
  });
});

it.each([
  ["an answer that was cut off", '{"items":[', 200],
  ["a page in place of an answer", "<html>", 200],
  ["a failure without words", "Bad gateway", 502],
  ["an empty answer", null, 200],
])("never takes %s for data", async (_what, body, status) => {
  answering(body, { status });
  await expect(getJson("/api/overview")).rejects.toBeInstanceOf(ApiFailure);
});

it("says that the server does not answer where none came", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(getJson("/api/overview")).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

it("takes the answer that the page asked for early, once, and not when it is old", async () => {
  answering('"late"');
  const early = (askedAt: number) =>
    vi.stubGlobal(
      "lastgoodEarly",
      new Map([["/api/about", { answer: Promise.resolve(new Response('"early"')), askedAt }]]),
    );
  early(performance.now());
  expect([await getJson("/api/about"), await getJson("/api/about")]).toEqual(["early", "late"]);
  const stalled = Promise.reject(new DOMException("it stalled", "TimeoutError"));
  vi.stubGlobal("lastgoodEarly", new Map([["/api/about", { answer: stalled, askedAt: performance.now() }]]));
  await expect(getJson("/api/about")).rejects.toMatchObject({ code: "timeout" });
  early(performance.now() - 60_000);
  expect(await getJson("/api/about")).toBe("late");
});
