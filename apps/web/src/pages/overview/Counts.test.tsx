// @vitest-environment happy-dom
import type { Overview } from "@lastgood/proxy/contract";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../../lib/search.ts";
import { Counts } from "./Counts.tsx";

afterEach(cleanup);

const overview = (counts: Partial<Overview["counts"]>, change: Overview["change"] = null): Overview => ({
  asOf: "2026-11-20T03:12:00.000Z",
  sentence: "",
  good: 0,
  total: 214,
  retired: 0,
  retiredLast7Days: 0,
  counts: { failed: 0, overdue: 0, unknown: 0, never: 0, warning: 0, ok: 0, ...counts },
  change,
  running: 0,
  byClient: [],
  bySource: [],
  worst: [],
  sources: [],
  notices: [],
  stalest: null,
});

async function show(data: Overview) {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <Counts data={data} /> }),
    history: createMemoryHistory(),
    parseSearch,
    stringifySearch,
  });
  render(<RouterProvider router={router as never} />);
  return await screen.findAllByRole("listitem");
}

it("stands in display order, each count a link to exactly the items that it counts", async () => {
  const cards = await show(overview({ failed: 3, overdue: 2, unknown: 3, never: 1, warning: 5, ok: 200 }));
  const links = cards.map((card) => within(card).getAllByRole("link")[0]);
  expect(links.map((link) => link?.textContent?.replace(" ", ""))).toEqual([
    "3Failed",
    "2Overdue",
    "3Unknown",
    "1Never",
    "5Warning",
    "200Fine",
  ]);
  expect(links.map((link) => link?.getAttribute("href"))).toEqual(
    ["failed", "overdue", "unknown", "never", "warning", "ok"].map((state) => `/items?state=${state}`),
  );
});

it("leaves never out where nothing is such, and no other", async () => {
  const cards = await show(overview({ ok: 214 }));
  expect(cards).toHaveLength(5);
});

it("says how each differs from yesterday, and nothing where that is not known", async () => {
  const change = { failed: 1, overdue: 0, unknown: 0, never: 0, warning: -2, ok: 1 };
  const cards = await show(overview({ failed: 3 }, change));
  expect(cards.map((card) => card.querySelector("small")?.textContent)).toEqual([
    "1 more than yesterday",
    "same as yesterday",
    "same as yesterday",
    "2 fewer than yesterday",
    "1 more than yesterday",
  ]);
  cleanup();
  const unknown = await show(overview({ failed: 3 }));
  expect(unknown.map((card) => card.querySelector("small")?.textContent).join("")).toBe("");
});

it("names what was retired in the last seven days, as a link to the retired ones, and nothing where none was", async () => {
  await show({ ...overview({ ok: 214 }), retired: 9, retiredLast7Days: 2 });
  const link = screen.getByRole("link", { name: /2 items retired in 7 days/ });
  expect(link.getAttribute("href")).toBe("/items?state=retired");
  cleanup();
  await show(overview({ ok: 214 }));
  expect(screen.queryByText(/retired/)).toBeNull();
});
