// @vitest-environment happy-dom
import { QueryObserver, useQuery } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useStarting } from "../lib/starting.ts";
import { ApiProvider, queryClient } from "./provider.tsx";
import { overviewQuery } from "./queries.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
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

it("its words stand until an answer comes, also while it is asked again, and go when it is gone", async () => {
  let answer = (): Promise<Response> | Response =>
    Response.json({ error: { code: "starting", message: "3 of 5", requestId: "r1" } }, { status: 503 });
  vi.stubGlobal(
    "EventSource",
    class extends EventTarget {
      close() {}
    },
  );
  vi.stubGlobal("fetch", async () => answer());
  const seen: (string | null)[] = [];
  const shown = renderHook(
    () => {
      const [words, { data }] = [useStarting(), useQuery(overviewQuery())];
      seen.push(data === undefined ? words : "data");
      return words;
    },
    { wrapper: ApiProvider },
  );
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  await pass(9_000);
  expect(seen.slice(seen.indexOf("3 of 5"))).toEqual(seen.slice(seen.indexOf("3 of 5")).map(() => "3 of 5"));
  answer = () => Promise.reject(new TypeError("Failed to fetch"));
  await pass(4_000);
  expect(shown.result.current).toBeNull();
  answer = () => Response.json({ total: 5 });
  void queryClient.refetchQueries();
  await pass(100);
  expect(seen.at(-1)).toBe("data");
});
