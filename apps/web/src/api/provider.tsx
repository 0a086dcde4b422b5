import type { About } from "@lastgood/proxy/contract";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import { StartingContext } from "../lib/starting.ts";
import { ApiFailure, getJson } from "./client.ts";
import { createLive, type Live, type LiveState } from "./live.ts";
import { createTold } from "./told.ts";
import { isTouched } from "./touched.ts";

/** A server that has just begun first reads what it keeps: it is asked again until it has. */
const STARTING_MS = 2_000;
const isStarting = (error: Error) => error instanceof ApiFailure && error.code === "starting";

/** The words of a server that is starting. They stand while it is asked again, which clears a query's own error. */
const starting = createTold<string>();

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onSuccess(_, { queryKey }) {
      // Told while it starts, too.
      if (queryKey[0] !== "about") starting.tell(null);
    },
    onError(error, { queryKey }) {
      starting.tell(isStarting(error) ? error.message : null);
      if (!isStarting(error)) return;
      const again = { queryKey, exact: true, type: "active" } as const;
      setTimeout(() => void queryClient.refetchQueries(again), STARTING_MS);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      // The browser's idea of being online says nothing of a server in the same house.
      networkMode: "always",
      retry: (count, error) =>
        count < 1 &&
        !isStarting(error) &&
        !(error instanceof ApiFailure && error.status >= 400 && error.status < 500),
      retryDelay: 1_000,
    },
  },
});

const LiveContext = createContext<Live | null>(null);

function connectLive(): Live {
  return createLive({
    open: () => new EventSource("/api/events"),
    now: () => Date.now(),
    ping: () => getJson<About>("/api/about"),
    onChanged: (changed) =>
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, changed) }),
    onReload: () =>
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "sessions" }),
  });
}

const live = connectLive();

/** Gives the pages their data and tells them how fresh it can be. */
export function ApiProvider({ children }: { children: ReactNode }) {
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, []);
  const words = useSyncExternalStore(starting.subscribe, starting.told);
  return (
    <LiveContext value={live}>
      <StartingContext value={words}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </StartingContext>
    </LiveContext>
  );
}

export function useLive(): LiveState {
  const found = useContext(LiveContext) ?? live;
  return useSyncExternalStore(found.subscribe, found.getState);
}
