import type { Locator, Page } from "@playwright/test";
import type { Item, Series } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// Someone looks after one policy: who failed in which run, each device's duration and size, one of them large. Someone
// else looks after one customer: how it stands, night by night, over all vendors.

test.use({ setting: { days: 34, devices: { nable: 12, azure: 12, enterpriseManager: 2, unitrends: 2 } } });

const FAILED = ["failed", "interrupted", "canceled", "not-started"];

interface Group {
  id: string;
  name: string;
  counts: Record<string, number>;
  items: Item[];
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
const matrixOf = (page: Page) => page.getByRole("table", { name: /^Who failed in which run/ });
const rowsOf = (page: Page, table: Locator) =>
  table.getByRole("row").filter({ has: page.getByRole("rowheader") });

test("a policy shows who failed in which run, and each of its devices small or large", async ({
  lastgood,
  page,
}) => {
  const policies = await lastgood.api.all<Group>("/api/policies");
  const policy = policies.find(({ counts }) => sum(counts) > 2 && (counts.failed ?? 0) > 0) as Group;
  await page.goto(`/policies/${encodeURIComponent(policy.id)}`);
  const rows = rowsOf(page, matrixOf(page));
  await expect(rows).toHaveCount(sum(policy.counts));

  const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const { lines } = await lastgood.api.get<Series>(
    `/api/series?policy=${encodeURIComponent(policy.id)}&metric=durationMs&from=${from}`,
  );
  // Worst first, as the list above the runs; every session that failed is a cell that says so.
  await expect(
    rows
      .first()
      .getByRole("link", { name: /: Failed|: Interrupted/ })
      .last(),
  ).toBeVisible();
  for (const [place, line] of lines.entries()) {
    const bad = line.points.filter(({ status }) => FAILED.includes(status)).length;
    await expect(
      rows.nth(place).getByRole("link", { name: /: (Failed|Interrupted|Canceled|Not started)/ }),
    ).toHaveCount(bad);
  }
  const failed = rows
    .first()
    .getByRole("link", { name: /: (Failed|Interrupted|Canceled)/ })
    .last();
  await failed.focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1).locator("a:focus")).toHaveCount(1);
  await page.keyboard.press("ArrowUp");
  await expect(rows.first().locator("a:focus")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Session" })).toBeVisible();
  await expect(page).toHaveURL(/session=/);
  await page.keyboard.press("Escape");

  const each = page.getByRole("region", { name: /^Duration and .* of each/ });
  const charts = each.getByRole("listitem");
  await expect(charts).toHaveCount(sum(policy.counts));
  await expect(charts.first().getByRole("img", { name: /^Duration of/ })).toBeVisible();

  await each.getByRole("button", { name: "one scale" }).click();
  await expect(page).toHaveURL(/scale=same/);
  await charts.nth(1).getByRole("button").click();
  await expect(page).toHaveURL(/line=/);
  await expect(page.getByRole("slider", { name: /^Duration/ })).toBeVisible();
  await page.reload();
  await expect(charts.nth(1).getByRole("button", { pressed: true })).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("slider")).toHaveCount(0);
});

test("a client's counts, nights and sources lead to exactly what they count", async ({ lastgood, page }) => {
  const clients = await lastgood.api.all<Group>("/api/clients");
  const client = clients.find(({ counts }) => (counts.failed ?? 0) > 0) as Group;
  const { items } = await lastgood.api.get<Group>(`/api/clients/${encodeURIComponent(client.id)}`);
  const path = `/clients/${encodeURIComponent(client.id)}`;
  await page.goto(path);
  const failed = items.filter(({ state }) => state === "failed");
  await page
    .getByRole("banner")
    .or(page.getByRole("main"))
    .getByRole("link", { name: `${failed.length} Failed` })
    .first()
    .click();
  await expect(page.getByRole("table", { name: /protected items/ })).toHaveAttribute(
    "aria-rowcount",
    String(failed.length + 1),
  );
  await page.goBack();

  const sources = page.getByRole("table", { name: "Protected items of this client by source" });
  await expect(rowsOf(page, sources)).toHaveCount(new Set(items.map(({ sourceId }) => sourceId)).size);

  const days = page.getByRole("region", { name: "Last 30 days by" });
  await days.getByRole("button", { name: "item" }).click();
  await expect(page).toHaveURL(/by=item/);
  const cell = days.getByRole("link", { name: /1 failed/ }).last();
  const box = await cell.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
  await cell.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sessions\?/);
  await expect(
    page.getByRole("row", { name: /Failed|Interrupted|Canceled|Not started/ }).first(),
  ).toBeVisible();
});
