import type { Overview } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// The machine that Lastgood runs on is restarted while the wall hangs there: the wall says over the whole screen that
// nobody answers, never shows the old counts as the present, and comes back by itself with what was kept.

test("the wall says that the server is gone, and comes back by itself", async ({ lastgood, page }) => {
  const before = await lastgood.api.get<Overview>("/api/overview");
  await page.clock.install();
  await page.goto("/wall");
  const counts = page.getByRole("list", { name: "Items by state" });
  const failed = new RegExp(`^${before.counts.failed}\\s*failed`);
  await expect(counts.getByRole("listitem").first()).toHaveText(failed);

  await lastgood.stop();
  await page.clock.fastForward(40_000);
  await expect(page.getByRole("alert")).toContainText("The Lastgood server does not answer");
  await expect(page.getByRole("alert")).toContainText(/not read for \d+ s/);
  await expect(counts).toHaveCount(0);

  await lastgood.restart();
  await page.clock.fastForward(40_000);
  await expect(counts.getByRole("listitem").first()).toHaveText(failed);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
