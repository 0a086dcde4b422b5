import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Heard } from "../store/store.ts";
import { followOthers } from "./follow-others.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

const wrote = (sourceId: string | null, itemIds: string[] = []): Heard => ({
  sourceId,
  written: { added: itemIds.length, changed: 0, itemIds, deviceIds: [], policyIds: [] },
  read: null,
  isListed: false,
});

/** Follows what is heard, a list a time, and says in which order what was done of it; learning fails so many times first. */
async function followed(heard: Heard[][], failures = 0): Promise<string[]> {
  const done: string[] = [];
  const waiting = [...heard];
  let left = failures;
  const over = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the store is closed")), 10_000);
  });
  let isOver = false;
  const following = followOthers({
    store: { heard: async () => waiting.shift() ?? over },
    poller: {
      async learn(sourceId) {
        done.push(`learn ${sourceId}`);
        if (left-- > 0) throw new Error("the store is away");
      },
    },
    changes: {
      wrote: (sourceId, { itemIds }) => void done.push(`show ${sourceId}: ${itemIds.join(" ")}`),
      listed: (sourceId) => void done.push(`list ${sourceId}`),
      read: (sourceId, scope) => void done.push(`read ${sourceId}: ${scope?.deviceIds?.join(" ") ?? "all"}`),
      elsewhere: async () => void done.push("show everything"),
    },
    isOver: () => isOver,
    log: { error: (_: object, line: string) => done.push(line) } as never,
  });
  await vi.advanceTimersByTimeAsync(5_000);
  isOver = true;
  await vi.advanceTimersByTimeAsync(10_000);
  await following;
  return done;
}

it("takes up how a source stands before it shows what was written to it, once for all its writes", async () => {
  expect(await followed([[wrote("a", ["i"]), wrote("b"), wrote("a", ["j"])]])).toEqual([
    "learn a",
    "show a: i",
    "show a: j",
    "learn b",
    "show b: ",
  ]);
});

it("shows what another one read in whole, and what it found listed", async () => {
  const read = { scope: { deviceIds: ["d"] }, readAt: "2026-03-10T12:00:00.000Z" };
  expect(
    await followed([
      [
        { ...wrote("a"), read },
        { ...wrote("a"), isListed: true },
      ],
    ]),
  ).toEqual(["learn a", "read a: d", "list a"]);
});

it("reads everything anew where nobody knows what was written", async () => {
  expect(await followed([[wrote("a", ["i"]), wrote(null)]])).toEqual(["learn null", "show everything"]);
});

it("reads everything anew once it can, where something could not be shown: a failure is never left out of sight", async () => {
  expect(await followed([[wrote("a", ["i"])]], 2)).toEqual([
    "learn a",
    "what other programs wrote could not be shown",
    "learn null",
    "what other programs wrote could not be shown",
    "learn null",
    "show everything",
  ]);
});
