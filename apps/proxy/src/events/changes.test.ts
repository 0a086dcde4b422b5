import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Board, Touched } from "../board.ts";
import { createChanges } from "./changes.ts";
import { createEvents } from "./events.ts";

const SECONDS = 20;
const written = { added: 1, changed: 0, itemIds: ["i"], deviceIds: [], policyIds: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How often the board is refreshed while something is written all the time, where a refresh takes so long. */
async function refreshesOfFill(refreshMs: number): Promise<number> {
  const refresh = vi.fn<() => Promise<void>>(
    () => new Promise<void>((resolve) => setTimeout(resolve, refreshMs)),
  );
  const board = { refresh } as unknown as Board;
  const changes = createChanges({
    board,
    events: createEvents(),
    onError: (error) => expect.unreachable(String(error)),
  });
  for (let n = 0; n < SECONDS * 20; n += 1) {
    changes.wrote("source", written);
    await vi.advanceTimersByTimeAsync(50);
  }
  return refresh.mock.calls.length;
}

it("shows a fill several times a second where that costs little", async () => {
  expect(await refreshesOfFill(2)).toBeGreaterThan(SECONDS * 4);
});

it("spends hardly over a tenth of a fill's time on showing it where that costs more, and shows it within a second all the same", async () => {
  expect((await refreshesOfFill(50)) * 50).toBeLessThan(SECONDS * 1000 * 0.15);
  expect(await refreshesOfFill(200)).toBeGreaterThanOrEqual(SECONDS);
});

it("spends half of a fill's time on showing it at most, however much that costs", async () => {
  const refreshes = await refreshesOfFill(1500);
  expect(refreshes).toBeGreaterThanOrEqual(SECONDS / 5);
  expect(refreshes * 1500).toBeLessThan(SECONDS * 1000 * 0.55);
});

it("shows later what the store could not give at once: a failure that was written is never left out of sight", async () => {
  const asked: (readonly string[] | undefined)[] = [];
  const board = {
    async refresh(touched: Touched | null) {
      asked.push(touched?.itemIds);
      if (asked.length === 1) throw new Error("the store is busy");
    },
  } as unknown as Board;
  const errors: unknown[] = [];
  const events = createEvents();
  const told: string[][] = [];
  events.subscribe(({ sourceIds }) => told.push(sourceIds));
  const changes = createChanges({ board, events, onError: (error) => errors.push(error) });
  changes.wrote("source", written);
  await changes.flush();
  expect([errors.length, told]).toEqual([1, []]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked, told]).toEqual([[["i"], ["i"]], [["source"]]]);
});

it("reads everything anew again where that failed once", async () => {
  let tries = 0;
  const board = {
    async refresh() {
      tries += 1;
      if (tries === 1) throw new Error("the store is busy");
    },
  } as unknown as Board;
  const changes = createChanges({ board, events: createEvents(), onError: () => {} });
  await changes.elsewhere();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tries).toBe(2);
});
