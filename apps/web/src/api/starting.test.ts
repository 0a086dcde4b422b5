import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queryClient } from "./provider.tsx";
import { overviewQuery } from "./queries.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  queryClient.clear();
});

it("shows at once that the server is starting, and asks again until it answers", async () => {
  const words = "Lastgood is starting and reads what it keeps";
  let isStarting = true;
  vi.stubGlobal("fetch", async () =>
    isStarting
      ? Response.json({ error: { code: "starting", message: words, requestId: "r1" } }, { status: 503 })
      : Response.json({ total: 5 }),
  );
  const leave = new QueryObserver(queryClient, overviewQuery()).subscribe(() => {});
  const { queryKey } = overviewQuery();
  for (let tries = 0; tries < 3; tries += 1) {
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(() => expect(queryClient.getQueryState(queryKey)?.error?.message).toBe(words));
  }
  isStarting = false;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(queryClient.getQueryData(queryKey)).toEqual({ total: 5 });
  leave();
});
