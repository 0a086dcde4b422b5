import { expect, test } from "../harness/test.ts";

// Someone goes everywhere by keyboard: finds a device by its name, keeps the view that is looked at every morning,
// comes back to it, and hands its link on.

test.use({ setting: { days: 12 } });

test("a device, a page and a saved view are found by their names, and a link is copied", async ({
  lastgood,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: /have a backup/ })).toBeVisible();
  const find = page.getByRole("combobox", { name: "Find a page, device, policy or client" });

  await page.keyboard.press("Control+k");
  await expect(find).toBeFocused();
  await expect(page.getByRole("option", { name: /^Overview/ })).toBeVisible();
  const { items } = await lastgood.api.get<{ items: { name: string }[] }>("/api/devices?limit=1");
  const name = items[0]?.name ?? "";
  await find.fill(name);
  await page.getByRole("option", { name: `${name} device` }).waitFor();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.goto("/items?state=failed,overdue");
  await page.getByText("Views ▾").click();
  await page.getByLabel("Save this view as").fill("Each morning");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Each morning" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto("/sources");
  await page.keyboard.press("/");
  await find.fill("each m");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/items\?state=failed&state=overdue$/);

  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

  await page.getByText("Views ▾").click();
  await page.getByRole("button", { name: "Forget Each morning" }).click();
  await expect(page.getByText("No saved view yet.", { exact: false })).toBeVisible();
});

test("an old link says that nothing is known under it, and leads on", async ({ page, lastgood }) => {
  for (const [path, words] of [
    ["/devices/rmm:none", "Nothing is known of this device"],
    ["/policies/azure:none", "Nothing is known of this policy"],
    ["/clients/none", "Nothing is known of this client"],
    ["/nowhere", "Nothing is at this address"],
  ] as const) {
    await page.goto(lastgood.url + path);
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole("link", { name: "To the overview" })).toBeVisible();
  }
});
