import { expect, test } from "../harness/test.ts";

// Someone on call looks at the sessions on a phone: nothing hangs out of the screen, and there is a way back.

test.use({
  viewport: { width: 390, height: 844 },
  setting: { days: 6, devices: { nable: 5, azure: 3, enterpriseManager: 2, unitrends: 2 } },
});

test("rows are cards, a session fills the screen, and Back leads to the row", async ({
  lastgood: _,
  page,
}) => {
  const sideways = () =>
    page.evaluate(() => {
      const box = document.querySelector("table")?.closest("[tabindex]");
      return [
        document.documentElement.scrollWidth - innerWidth,
        (box?.scrollWidth ?? 0) - (box?.clientWidth ?? 0),
      ];
    });
  for (const path of ["/items", "/devices", "/sessions?rows=all"]) {
    await page.goto(path);
    await expect(page.getByRole("row").nth(3)).toBeVisible();
    await expect(page.getByRole("columnheader")).toHaveCount(0);
    expect(await sideways(), path).toEqual([0, 0]);
  }
  const link = page.getByRole("row").nth(3).getByRole("link").first();
  await link.click();
  const drawer = page.getByRole("complementary", { name: "Session" });
  await expect(drawer.getByRole("heading", { level: 2 })).toBeVisible();
  expect((await drawer.boundingBox())?.width).toBe(390);
  await drawer.getByRole("button", { name: "Back" }).click();
  await expect(drawer).toHaveCount(0);
  await expect(link).toBeFocused();
});
