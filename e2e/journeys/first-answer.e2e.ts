import type { Overview } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// A slow machine opens the overview: the answer is seen before any script has come, stays where it is when the page is
// drawn, and does not grow old where that never happens.

const SCRIPTS = "**/assets/*.js";

test("the answer is seen before the scripts and stays where it is", async ({ lastgood, page }) => {
  const { sentence } = await lastgood.api.get<Overview>("/api/overview");
  const { promise: mayCome, resolve: come } = Promise.withResolvers<void>();
  await page.route(SCRIPTS, async (route) => {
    await mayCome;
    await route.continue();
  });
  const answer = page.getByText(sentence);
  const textBox = () =>
    answer.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { x, y, width, height } = range.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    });
  await page.goto("/", { waitUntil: "commit" });
  await expect(answer).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const first = await textBox();
  come();
  await expect(page.getByRole("region", { name: "Needs someone, worst first" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(sentence);
  expect(await textBox()).toEqual(first);
});

test("an answer whose page never starts goes away, and the page says what to do", async ({
  lastgood,
  page,
}) => {
  const { sentence } = await lastgood.api.get<Overview>("/api/overview");
  await page.route(SCRIPTS, (route) => route.abort());
  await page.goto("/", { waitUntil: "commit" });
  const answer = page.getByText(sentence);
  const words = page.getByText("This page has not started yet.");
  await expect(answer).toBeVisible();
  await expect(words).toBeHidden();
  await expect(words).toBeVisible({ timeout: 15_000 });
  await expect(answer).toBeHidden();
});
