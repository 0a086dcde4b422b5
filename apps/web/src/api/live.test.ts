import type { Changed } from "@lastgood/proxy/contract";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLive, POLL_MS, SILENCE_MS, TICK_MS } from "./live.ts";

/** A stream whose events the test sends; `streams` are all that were opened. */
function fakeServer() {
  const streams: { send: (name: string, data?: unknown) => void; closed: boolean }[] = [];
  let answers = true;
  const onChanged = vi.fn<(changed: Changed) => void>();
  const onReload = vi.fn<() => void>();
  const live = createLive({
    open: () => {
      const listeners = new Map<string, (event: { data?: string }) => void>();
      const stream = {
        closed: false,
        send: (name: string, data?: unknown) =>
          listeners.get(name)?.(data === undefined ? {} : { data: JSON.stringify(data) }),
      };
      streams.push(stream);
      return {
        addEventListener: (name, listener) => void listeners.set(name, listener),
        close: () => {
          stream.closed = true;
        },
      };
    },
    now: () => Date.now(),
    ping: () => (answers ? Promise.resolve({ version: "1" }) : Promise.reject(new Error("gone"))),
    onChanged,
    onReload,
  });
  const newest = () => streams.at(-1) ?? { send: () => {}, closed: true };
  return { live, streams, newest, onChanged, onReload, goes: (alive: boolean) => void (answers = alive) };
}

const changed = (seq: number, deviceIds: string[]): Changed => ({
  seq,
  sourceIds: ["rmm"],
  deviceIds,
  policyIds: [],
  sessions: 1,
  healthOnly: false,
});
const beat = (seq: number, version = "1") => ({ now: new Date().toISOString(), seq, version });

let server = fakeServer();
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-20T03:00:00Z") });
  server = fakeServer();
  server.live.start();
});
afterEach(() => {
  server.live.stop();
  vi.useRealTimers();
});

it("is live from the first heartbeat and tells the server's version", () => {
  expect(server.live.getState().live).toBe(false);
  server.newest().send("open");
  server.newest().send("heartbeat", beat(1));
  expect(server.live.getState()).toEqual({ live: true, darkSince: null, version: "1", firstVersion: "1" });
});

it("tells a change at once, and gathers those that come right after it into one", async () => {
  server.newest().send("open");
  server.newest().send("changed", changed(1, ["rmm:1"]));
  expect(server.onChanged).toHaveBeenCalledExactlyOnceWith(changed(1, ["rmm:1"]));
  server.newest().send("changed", changed(2, ["rmm:2"]));
  server.newest().send("changed", changed(3, ["rmm:3"]));
  expect(server.onChanged).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(600);
  expect(server.onChanged).toHaveBeenCalledTimes(2);
  expect(server.onChanged).toHaveBeenLastCalledWith({ ...changed(3, ["rmm:2", "rmm:3"]), sessions: 2 });
  await vi.advanceTimersByTimeAsync(600);
  expect(server.onChanged).toHaveBeenCalledTimes(2);
});

it("reads everything again when a number was missed", () => {
  server.newest().send("open");
  server.newest().send("changed", changed(1, []));
  server.newest().send("changed", changed(3, []));
  expect(server.onReload).toHaveBeenCalledTimes(1);
  server.newest().send("heartbeat", beat(5));
  expect(server.onReload).toHaveBeenCalledTimes(2);
});

it("reads everything again on every reconnect, but not on the first connection", () => {
  server.newest().send("open");
  expect(server.onReload).not.toHaveBeenCalled();
  server.newest().send("open");
  expect(server.onReload).toHaveBeenCalledTimes(1);
});

it("polls when two heartbeats stay out, and is not dark while the server answers", async () => {
  server.newest().send("open");
  server.newest().send("heartbeat", beat(1));
  await vi.advanceTimersByTimeAsync(SILENCE_MS + TICK_MS);
  expect(server.live.getState()).toMatchObject({ live: false, darkSince: null });
  expect(server.onReload).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(POLL_MS + TICK_MS);
  expect(server.onReload).toHaveBeenCalledTimes(2);
});

it("is dark within two heartbeats of the last word, since that word, and comes back", async () => {
  server.newest().send("open");
  server.newest().send("heartbeat", beat(1));
  const last = Date.now();
  server.goes(false);
  await vi.advanceTimersByTimeAsync(SILENCE_MS + 2 * TICK_MS);
  expect(server.live.getState()).toMatchObject({ live: false, darkSince: last });
  await vi.advanceTimersByTimeAsync(10 * POLL_MS);
  expect(server.live.getState().darkSince).toBe(last);
  server.newest().send("open");
  expect(server.live.getState()).toMatchObject({ live: true, darkSince: null });
  expect(server.onReload).toHaveBeenCalledTimes(1);
});

it("opens a silent stream anew and leaves none open", async () => {
  server.newest().send("open");
  await vi.advanceTimersByTimeAsync(SILENCE_MS + 5 * POLL_MS);
  expect(server.streams.length).toBeGreaterThan(2);
  expect(server.streams.slice(0, -1).every(({ closed }) => closed)).toBe(true);
});

it("keeps the version first heard beside a new one", () => {
  server.newest().send("open");
  server.newest().send("heartbeat", beat(1, "1"));
  server.newest().send("heartbeat", beat(1, "2"));
  expect(server.live.getState()).toMatchObject({ firstVersion: "1", version: "2" });
});

it("takes a change that cannot be read as a reason to read everything again", () => {
  server.newest().send("open");
  server.newest().send("changed");
  expect(server.onReload).toHaveBeenCalledTimes(1);
});
