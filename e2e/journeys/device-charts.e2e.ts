import type { Page } from "@playwright/test";
import type { Item, Series } from "../harness/api.ts";
import { expect, type Lastgood, test } from "../harness/test.ts";

// Someone with a link to one machine looks how long its backups took and what they moved: both charts are there, the
// failed run is marked, and the table under each chart has the very figures. Where a vendor tells no transferred size
// the page says so.

const MINUTE = 60_000;
const UNITS = new Map([
  ...Object.entries({ s: 1000, m: MINUTE, h: 60 * MINUTE, d: 1440 * MINUTE }),
  ...Object.entries({ B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }),
]);

/** A shown figure as a number again: `1 h 04 m` in milliseconds, `1.2 GiB` in bytes; null where it is not known. */
function valueOf(text: string): number | null {
  const parts = [...text.matchAll(/([\d.]+) (s|m|h|d|[KMGT]?i?B)\b/g)];
  if (parts.length === 0) return null;
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS.get(unit as string) ?? Number.NaN), 0);
}

const figure = (page: Page, title: string | RegExp) =>
  page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title }) });

/** Compares the table under a chart with what the API tells of the last 30 days. */
async function expectTwin(lastgood: Lastgood, page: Page, title: string, device: string, metric: string) {
  const box = figure(page, title);
  await box.getByText("As a table").click();
  const rows = box.getByRole("table").getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  const [, ...shown] = await rows.evaluateAll((all) =>
    all.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.innerText)),
  );
  const from = new Date(Date.now() - 31 * 1440 * MINUTE).toISOString();
  const { lines } = await lastgood.api.get<Series>(
    `/api/series?device=${encodeURIComponent(device)}&metric=${metric}&from=${from}`,
  );
  const points = lines
    .flatMap((line) => line.points.map((point) => ({ ...point, name: line.name })))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  expect(shown.length).toBeGreaterThan(20);
  expect(points.length - shown.length).toBeLessThan(6);
  for (const [i, texts] of shown.entries()) {
    const point = points[i];
    expect(texts[1]).toBe(point?.name);
    expect(texts[2]?.toLowerCase()).toContain(point?.status.replace("-", " "));
    const value = valueOf(texts[3] as string);
    if (value === null || point?.value == null) expect(value).toBe(point?.value ?? null);
    else expect(Math.abs(value - point.value)).toBeLessThanOrEqual(Math.max(MINUTE / 2, point.value * 0.06));
  }
}

test("a machine's durations and transferred sizes are drawn, failed runs marked", async ({
  lastgood,
  page,
}) => {
  const items = await lastgood.api.all<Item>("/api/protected-items?vendor=nable&state=failed");
  const failed = items.find((item) => item.device) as Item;
  const device = failed.device as { id: string; name: string };
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);

  await expect(page.getByRole("heading", { level: 1, name: device.name })).toBeVisible();
  await expect(
    page.getByRole("row", { name: new RegExp(`Failed.*${failed.workload}`) }).first(),
  ).toBeVisible();
  await expect(
    page.getByRole("img", { name: new RegExp(`${failed.workload}.* runs, [1-9]\\d* failed`) }),
  ).toBeVisible();
  for (const title of ["Duration", "Transferred"]) {
    const box = figure(page, title);
    await expect(box.locator(".recharts-surface").first()).toBeVisible();
  }
  await expect(figure(page, "Duration").locator('[data-tone="failed"]').first()).toBeVisible();
  await expectTwin(lastgood, page, "Duration", device.id, "durationMs");
  await expectTwin(lastgood, page, "Transferred", device.id, "transferredBytes");
});

test("a vendor that tells no transferred sizes is said to tell none", async ({ lastgood, page }) => {
  const items = await lastgood.api.all<Item>("/api/protected-items?vendor=veeam-enterprise-manager");
  const device = items.find((item) => item.device)?.device as { id: string };
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);
  await expect(figure(page, "Duration").locator(".recharts-surface").first()).toBeVisible();
  await expect(
    page
      .getByText(/transferred/i)
      .filter({ hasText: /no|not/ })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("heading", { name: "Transferred" })).toHaveCount(0);
});
