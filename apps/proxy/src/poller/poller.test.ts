import { describe, expect, it, vi } from "vitest";
import { makeSession } from "../store/test/make-session.ts";
import { waitAfterFailure } from "./poller.ts";
import type { Reading } from "./reading.ts";
import { bench, MINUTE, NOW, outcome, type Script, scripted, vendorError, whole } from "./test-poller.ts";

const HOUR = 60 * MINUTE;
/** However slow the machine is. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 10 });
const failing = (error: Error): Script => {
  const reading = Promise.reject<Reading>(error);
  reading.catch(() => {});
  return async function* () {
    yield await reading;
  };
};

describe("the wait after a failed poll", () => {
  const wait = (failures: number, random: number, every = 15 * MINUTE) =>
    waitAfterFailure(vendorError("network"), failures, every, () => random);

  it("doubles from half a minute up to the source's interval", () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((n) => wait(n, 1) / MINUTE)).toEqual([0.5, 1, 2, 4, 8, 15, 15]);
  });

  it("is spread by chance over all of that time, though never under a tenth of it", () => {
    expect([0, 0.05, 0.5, 0.9].map((chance) => wait(4, chance) / MINUTE)).toEqual([0.4, 0.4, 2, 3.6]);
  });

  it("is never longer than the source's interval", () => {
    expect(wait(1, 1, 2_000)).toBe(2_000);
  });

  it("is an hour after a refused logon, however often it was refused", () => {
    for (const failures of [1, 2, 30])
      expect(waitAfterFailure(vendorError("auth"), failures, 5 * MINUTE, () => 0)).toBe(HOUR);
  });

  it("is what the vendor asks for, though at least a second and at most a day", () => {
    const asked = (ms: number) =>
      waitAfterFailure(vendorError("rate-limited", "slow down", ms), 3, 15 * MINUTE, () => 0.5);
    expect([asked(0), asked(90_000), asked(2 * HOUR)]).toEqual([1_000, 90_000, 2 * HOUR]);
    expect(asked(999_999_999_000)).toBe(24 * HOUR);
  });
});

describe("the schedule of a source", () => {
  it("is its interval after a complete poll, and begins anew after a failure has healed", async () => {
    const reader = scripted(
      () => [whole],
      failing(vendorError("network")),
      failing(vendorError("network")),
      () => [whole],
      failing(vendorError("network")),
    );
    await using given = await bench({ test: reader });
    const waits: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await given.poller.pollNow("test");
      waits.push(((given.poller.health()[0]?.nextPollAt ?? 0) - given.clock.now) / MINUTE);
    }
    expect(waits).toEqual([15, 0.25, 0.5, 15, 0.25]);
  });

  it("waits an hour after a refused logon and says when the next try is", async () => {
    await using given = await bench({ test: scripted(failing(vendorError("auth", "the key was refused"))) });
    await given.poller.pollNow("test");
    expect(given.poller.health()[0]).toMatchObject({
      nextPollAt: NOW + HOUR,
      record: { error: { kind: "auth", message: "the key was refused" }, lastGoodPollAt: null },
    });
  });

  it("is no timer that ends at once where the interval is longer than one can run", async () => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    const reader = scripted(() => [whole]);
    await using given = await bench({ test: reader }, [{ id: "test", everyMs: 60 * 24 * HOUR }]);
    given.poller.start();
    await soon(() => expect(given.poller.health()[0]?.nextPollAt).toBe(NOW + 60 * 24 * HOUR));
    await soon(() => expect(Math.max(...timers.mock.calls.map(([, ms]) => ms ?? 0))).toBeGreaterThan(HOUR));
    expect(Math.max(...timers.mock.calls.map(([, ms]) => ms ?? 0))).toBe(2 ** 31 - 1);
    timers.mockRestore();
  });

  it("does not exist while the source is disabled", async () => {
    const reader = scripted(() => [whole]);
    await using given = await bench({ test: reader }, [{ id: "test", enabled: false }]);
    given.poller.start();
    await given.poller.stop();
    expect(reader.asked).toEqual([]);
    expect(given.poller.health()[0]?.nextPollAt).toBeNull();
    expect(given.poller.facts("test")?.disabledSince).toBe(NOW);
  });
});

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** A poll that does not end before it is let go, or stopped. */
function held() {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const script: Script = async function* ({ signal }) {
    yield { kind: "sessions", outcome: outcome([makeSession({ sourceId: "slow", id: "1" })]) };
    await Promise.race([until, ended(signal)]);
    signal.throwIfAborted();
    yield whole;
  };
  return { script, release: () => release() };
}

describe("several sources", () => {
  it("a slow one delays no other, and is not polled again before it has answered", async () => {
    const slow = held();
    const readers = { slow: scripted(slow.script), fast: scripted(() => [whole]) };
    await using given = await bench(readers, [
      { id: "slow", everyMs: 1 },
      { id: "fast", everyMs: 1 },
    ]);
    given.poller.start();
    await soon(() => {
      given.clock.now += 5;
      expect(readers.fast.asked.length).toBeGreaterThan(4);
    });
    expect(readers.slow.asked).toHaveLength(1);
    expect(given.poller.health().find(({ config }) => config.id === "slow")?.polling).toBe(true);
    slow.release();
    await soon(() => expect(readers.slow.asked.length).toBeGreaterThan(1));
  });

  it("a failing one fails alone", async () => {
    const readers = { bad: scripted(failing(vendorError("http", "503"))), good: scripted(() => [whole]) };
    await using given = await bench(readers);
    given.poller.start();
    await soon(() => {
      const errors = given.poller.health().map(({ record }) => record.lastPolledAt && record.error?.message);
      expect(errors).toEqual(["503", undefined]);
    });
  });
});

describe("stopping", () => {
  it("ends a poll under way, closes every reader, and no poll begins after it", async () => {
    const readers = { slow: scripted(held().script), idle: scripted(() => [whole]) };
    await using given = await bench(readers);
    given.poller.start();
    await soon(() => expect([readers.slow.asked.length, readers.idle.asked.length]).toEqual([1, 1]));
    await given.poller.stop();
    expect([readers.slow.closed, readers.idle.closed]).toEqual([true, true]);
    given.clock.now += 24 * HOUR;
    expect([readers.slow.asked.length, readers.idle.asked.length]).toEqual([1, 1]);
  });

  it("keeps what had come, and is no failure of the source", async () => {
    const reader = scripted(held().script);
    await using given = await bench({ slow: reader });
    given.poller.start();
    await soon(async () => expect(await given.store.session("slow:1")).not.toBeNull());
    await given.poller.stop();
    expect(
      (await given.store.sources()).find(({ sourceId }) => sourceId === "slow")?.error ?? null,
    ).toBeNull();
    expect(given.lines).toEqual([]);
  });
});

it("a poll that only ended because it was told to stop is no complete one", async () => {
  const reader = scripted(async function* ({ signal }) {
    await ended(signal);
    yield whole;
  });
  await using given = await bench({ test: reader });
  given.poller.start();
  await soon(() => expect(reader.asked).toHaveLength(1));
  await given.poller.stop();
  expect(given.poller.health()[0]?.record).toMatchObject({ lastGoodPollAt: null, lastPolledAt: null });
});

it("a store that cannot be written makes nothing look fresher, and the source is tried again", async () => {
  const reader = scripted(() => [whole]);
  await using given = await bench({ test: reader });
  const broken = vi.spyOn(given.store, "putSource").mockRejectedValue(new Error("disk full"));
  given.poller.start();
  await soon(() => expect(given.lines.join()).toContain("disk full"));
  expect(given.poller.health()[0]?.record.lastGoodPollAt).toBeNull();
  expect(given.poller.health()[0]?.nextPollAt).toBe(NOW + MINUTE);
  broken.mockRestore();
});
