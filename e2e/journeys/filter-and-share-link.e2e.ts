import type { Locator, Page } from "@playwright/test";
import type { List } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";
import type { Session } from "../harness/vendors.ts";

// Someone filters, sorts and searches the sessions and sends the address to a colleague: the colleague sees the same
// rows in the same order. Back and forward lead through what was looked at.

const FAILED = "failed,interrupted,canceled,not-started";

const gridOf = (page: Page) => page.getByRole("region", { name: "Sessions" });

/** Ids of the sessions that the grid shows, top to bottom. */
const shown = (grid: Locator) =>
  grid
    .getByRole("row")
    .getByRole("link")
    .evaluateAll((links) =>
      links.flatMap((link) => new URL((link as HTMLAnchorElement).href).searchParams.getAll("session")),
    );

test("a copied address opens the same rows", async ({ lastgood, page, browser, baseURL }) => {
  const ids = async (query: string) => {
    const { items } = await lastgood.api.get<List<Session>>(`/api/sessions?limit=12&${query}`);
    return items.map((session) => session.id);
  };
  const rows = async () => (await shown(gridOf(page))).slice(0, 12);

  await page.goto("/sessions");
  await gridOf(page).getByRole("button", { name: "Failed", exact: true }).click();
  const failed = await ids(`status=${FAILED}`);
  expect(failed.length).toBeGreaterThan(5);
  await expect.poll(rows).toEqual(failed);

  await gridOf(page).getByRole("button", { name: "Duration" }).click();
  const longest = await ids(`status=${FAILED}&sort=-durationMs`);
  expect(longest).not.toEqual(failed);
  await expect.poll(rows).toEqual(longest);
  await expect(page.getByRole("columnheader", { name: "Duration" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );

  await page.goBack();
  await expect.poll(rows).toEqual(failed);
  await page.goForward();
  await expect.poll(rows).toEqual(longest);

  const [{ device }] = (await lastgood.api.get<List<Session>>(`/api/sessions?limit=1&status=${FAILED}`))
    .items as [Session];
  const name = device?.name as string;
  await gridOf(page).getByRole("searchbox").fill(name);
  const found = await ids(`status=${FAILED}&sort=-durationMs&q=${encodeURIComponent(name)}`);
  expect(found.length).toBeLessThan(failed.length + 1);
  await expect.poll(rows).toEqual(found);
  await expect(page).toHaveURL(/q=/);

  const elsewhere = await browser.newContext(baseURL ? { baseURL } : {});
  const colleague = await elsewhere.newPage();
  await colleague.goto(page.url());
  await expect.poll(async () => (await shown(gridOf(colleague))).slice(0, 12)).toEqual(found);
  await expect(gridOf(colleague).getByRole("searchbox")).toHaveValue(name);
  await expect(gridOf(colleague).getByRole("button", { name: "Failed", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await elsewhere.close();
});

test("the export holds exactly the filtered rows", async ({ lastgood, page }) => {
  await page.goto(`/sessions?status=${FAILED}&vendor=nable&rows=all`);
  const csv = gridOf(page).getByRole("link", { name: "CSV" });
  const download = page.waitForEvent("download");
  await csv.click();
  const text = await (await fetch(new URL((await download).url()))).text();
  const sessions = await lastgood.api.all<Session>(`/api/sessions?status=${FAILED}&vendor=nable`);
  expect(
    text
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(",")[0]),
  ).toEqual(sessions.map((session) => session.id));
});

test("what narrows the rows is found by name, stands as chips in the address, and is taken away again", async ({
  lastgood,
  page,
}) => {
  const [{ device }] = (await lastgood.api.get<List<Session>>("/api/sessions?limit=1&vendor=nable"))
    .items as [Session];
  const name = device?.name as string;
  await page.goto("/sessions");
  const grid = gridOf(page);
  await grid.locator("summary", { hasText: "Device" }).click();
  await grid.getByRole("searchbox", { name: "Find a device" }).fill(name);
  await grid.getByRole("checkbox", { name, exact: true }).check();
  await page.keyboard.press("Escape");
  await grid.locator("summary", { hasText: "Time" }).click();
  // The browser's clock is Berlin's, an hour ahead of UTC in winter.
  await grid.getByLabel("From", { exact: true }).fill("2020-01-15T12:00");
  await expect(page).toHaveURL(/from=2020-01-15T11:00:00.000Z/);
  await page.keyboard.press("Escape");

  const chips = grid.getByRole("group", { name: "Filters that are on" });
  await expect(chips.getByRole("button")).toHaveCount(3);
  await chips.getByRole("button", { name: /^From/ }).click();
  await expect(page).not.toHaveURL(/from=/);
  const { items } = await lastgood.api.get<List<Session>>(
    `/api/sessions?limit=12&device=${encodeURIComponent(device?.id as string)}`,
  );
  await expect.poll(async () => (await shown(grid)).slice(0, 12)).toEqual(items.map(({ id }) => id));
  await expect(chips.getByRole("button", { name: `Device: ${name}` })).toBeVisible();
  await chips.getByRole("button", { name: "Clear all" }).click();
  await expect(chips).toHaveCount(0);
  await expect(page).not.toHaveURL(/device=/);
});
