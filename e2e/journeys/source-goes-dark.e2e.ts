import type { Page } from "@playwright/test";
import type { Item } from "../harness/api.ts";
import { expect, type Lastgood, test } from "../harness/test.ts";

// A vendor's server goes away: within a poll Sources says so in plain words; its items stay visible and become unknown,
// none stays or turns green, on pages that are already open, too; all else goes on. When it is back, all heals by itself.

test.use({ setting: { every: { unitrends: "2s" }, live: true } });

const statesOf = async ({ api }: Lastgood, query: string) =>
  Object.fromEntries(
    (await api.all<Item>(`/api/protected-items?${query}`)).map(({ id, state }) => [id, state]),
  );
const source = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const ELSEWHERE = ["N-able RMM", "Veeam for Azure", "Veeam Enterprise Manager"];

test("a dark source is said to be dark, turns nothing green, and heals", async ({
  lastgood,
  page,
  context,
}) => {
  const before = await statesOf(lastgood, "source=ueb");
  const others = await statesOf(lastgood, "source=rmm&source=azure&source=vbem");
  expect(Object.values(before)).toContain("ok");

  const items = await context.newPage();
  await items.goto("/items?source=ueb");
  const rows = items
    .getByRole("table")
    .getByRole("row")
    .filter({ has: items.getByRole("cell") });
  await expect(rows.filter({ hasText: "Fine" }).first()).toBeVisible();
  await page.goto("/sources");
  await expect(source(page, "Unitrends")).toContainText("Reachable");

  await lastgood.darken("unitrends");
  await expect(source(page, "Unitrends")).toContainText(/Not readable: not read for \d+ s/, {
    timeout: 5_000,
  });
  await expect(source(page, "Unitrends")).toContainText(/did not|cannot|could not|refused/);
  for (const name of ELSEWHERE) await expect(source(page, name)).toContainText("Reachable");

  await expect(rows.filter({ hasText: "Fine" })).toHaveCount(0, { timeout: 15_000 });
  await expect(rows).toHaveCount(Object.keys(before).length);
  await expect(rows.filter({ hasText: "not read for" })).toHaveCount(Object.keys(before).length);
  for (const state of Object.values(await statesOf(lastgood, "source=ueb")))
    expect(["unknown", "failed"]).toContain(state);
  expect(await statesOf(lastgood, "source=rmm&source=azure&source=vbem")).toEqual(others);
  await page.getByRole("link", { name: "Lastgood", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Unitrends has not been read for");

  await lastgood.relight("unitrends");
  await page.goto("/sources");
  await expect(source(page, "Unitrends")).toContainText("Reachable", { timeout: 15_000 });
  await expect.poll(() => statesOf(lastgood, "source=ueb")).toEqual(before);
  await expect(rows.filter({ hasText: "not read for" })).toHaveCount(0);
  await expect(page.getByText(/has not been read/)).toHaveCount(0);
});
