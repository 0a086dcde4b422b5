import type { Page } from "@playwright/test";
import type { List } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";
import type { Session } from "../harness/vendors.ts";

// Someone without a pointer goes through the sessions, looks under a policy's run for the device that failed, opens it
// and comes back to where they were.

test.use({ setting: { days: 10, devices: { nable: 4, azure: 8, enterpriseManager: 2, unitrends: 2 } } });

const RANK = ["failed", "interrupted", "canceled", "not-started", "unknown", "warning", "running", "success"];

/** The session that the focused row is of. */
const focused = (page: Page) =>
  page.evaluate(() =>
    new URL((document.activeElement as HTMLAnchorElement).href ?? location.origin).searchParams.get(
      "session",
    ),
  );

test("a policy's run is folded out and in, its devices worst first, and the focus comes back from the drawer", async ({
  lastgood,
  page,
}) => {
  const runs = await lastgood.api.get<List<Session>>(
    "/api/sessions?vendor=veeam-azure&parent=none&status=failed,warning&limit=50",
  );
  const withDevices = await Promise.all(
    runs.items.map(async (run) => ({
      run,
      devices: (await lastgood.api.get<List<Session>>(`/api/sessions?parent=${encodeURIComponent(run.id)}`))
        .items,
    })),
  );
  const found = withDevices.find(({ devices }) => new Set(devices.map(({ status }) => status)).size > 1);
  expect(found, "a run in which one device fared worse than another").toBeDefined();
  const { run, devices } = found as (typeof withDevices)[number];

  await page.goto("/sessions?vendor=veeam-azure&status=failed,warning&rows=runs");
  await expect(page.getByRole("link", { name: /^Policy/ }).first()).toBeVisible();
  await page.keyboard.press("j");
  for (let step = 0; step < runs.items.length && (await focused(page)) !== run.id; step += 1)
    await page.keyboard.press("j");
  expect(await focused(page)).toBe(run.id);

  await page.keyboard.press("o");
  await expect(page).toHaveURL(/open=/);
  await expect(
    page
      .getByRole("row")
      .filter({ hasText: devices[0]?.device?.name ?? "" })
      .first(),
  ).toBeVisible();
  const told: string[] = [];
  for (const _ of devices) {
    const before = await focused(page);
    // Its devices may still be on their way.
    await expect(async () => {
      await page.keyboard.press("ArrowDown");
      expect(await focused(page)).not.toBe(before);
    }).toPass();
    told.push((await focused(page)) ?? "");
  }
  expect([...told].sort()).toEqual(devices.map(({ id }) => id).sort());
  const ranks = told.map((id) => RANK.indexOf(devices.find((one) => one.id === id)?.status ?? ""));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));

  const last = told.at(-1);
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("complementary", { name: "Session" });
  await expect(drawer.getByRole("heading", { level: 2 })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe(last);

  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => focused(page)).toBe(run.id);
  await page.keyboard.press("ArrowLeft");
  await expect(page).not.toHaveURL(/open=/);
  expect(await focused(page)).toBe(run.id);
});

test("the focus stays on its row when that is scrolled out of sight", async ({ lastgood: _, page }) => {
  await page.goto("/sessions?rows=all&density=compact");
  await expect(page.getByRole("row").nth(20)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const row = await focused(page);
  await page.getByRole("table").evaluate((table) => table.closest("[tabindex]")?.scrollTo({ top: 4000 }));
  await expect(page.getByRole("row", { name: /./ }).nth(30)).toHaveAttribute("aria-rowindex", /\d{2,}/);
  expect(await focused(page)).toBe(row);
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).not.toBe(row);
  await page.keyboard.press("Home");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex")))
    .toBe("2");
});
