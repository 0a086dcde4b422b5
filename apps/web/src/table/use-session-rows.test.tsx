// @vitest-environment happy-dom
import type { List, Session } from "@lastgood/proxy/contract";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { useSessionRows } from "./use-session-rows.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const session = (id: string, status: Session["status"]) =>
  ({ id, status, flags: [], parentId: null, device: null, policy: null }) as unknown as Session;

const listOf = (items: Session[]): List<Session> => ({
  items,
  nextCursor: null,
  total: items.length,
  totalIsAtLeast: false,
});

/** A server whose sessions are what `held` holds, and the client that asks it. */
function served(held: Map<string, Session>) {
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", async (input: string | URL | Request) => {
    const url = new URL(String(input instanceof Request ? input.url : input), "http://localhost");
    const one = held.get(decodeURIComponent(url.pathname.replace("/api/sessions/", "")));
    const status = url.searchParams.get("status");
    asked.push(status);
    const found = [...held.values()].filter((session) => status === null || status === session.status);
    return Response.json(one ?? listOf(found));
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return { asked, client, wrapper };
}

const shown = ({ rows }: ReturnType<typeof useSessionRows>) =>
  rows.map((row) =>
    row.session === null ? row.key : `${row.session.id} ${row.session.status}${row.isPast ? " past" : ""}`,
  );

const FILTERS = { status: ["running"] };
const NONE: string[] = [];
const setOpen = () => {};

it("shows a run that ends in its place, says that it fits no more, and lets it go when read anew", async () => {
  const held = new Map(["a", "b", "c"].map((id) => [id, session(id, "running")]));
  const { client, wrapper } = served(held);
  const { result } = renderHook(() => useSessionRows(FILTERS, NONE, setOpen), { wrapper });
  await waitFor(() => expect(shown(result.current)).toEqual(["a running", "b running", "c running"]));

  held.set("b", session("b", "success"));
  held.set("d", session("d", "running"));
  await act(() => client.invalidateQueries({ queryKey: ["sessions-head"] }));
  await waitFor(() => expect(shown(result.current)).toEqual(["a running", "b success past", "c running"]));
  expect(result.current).toMatchObject({ waiting: 1, past: 1 });

  act(() => result.current.readAnew());
  await waitFor(() => expect(shown(result.current)).toEqual(["a running", "c running", "d running"]));
  expect(result.current).toMatchObject({ waiting: 0, past: 0 });
});

it("leaves the rows as they are until those of other filters have come, which are asked for once", async () => {
  const held = new Map(["a", "b"].map((id) => [id, session(id, "running")]));
  held.set("c", session("c", "success"));
  const { asked, wrapper } = served(held);
  const { result, rerender } = renderHook(({ filters }) => useSessionRows(filters, NONE, setOpen), {
    wrapper,
    initialProps: { filters: FILTERS },
  });
  await waitFor(() => expect(shown(result.current)).toEqual(["a running", "b running"]));
  const { rows } = result.current;
  rerender({ filters: { status: ["success"] } });
  expect(result.current.rows).toBe(rows);
  await waitFor(() => expect(shown(result.current)).toEqual(["c success"]));
  expect(asked).toEqual(["running", "success"]);
});
