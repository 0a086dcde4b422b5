import { AxeBuilder } from "@axe-core/playwright";
import type { Item } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// Someone who cannot see the screen, or not its colours, uses every page, in the dark and in the light theme: nothing
// serious that an automatic check can find stands in the way.

test.use({ setting: { days: 12 } });

for (const theme of ["light", "dark"] as const) {
  test(`no page has a serious finding in the ${theme} theme`, async ({ lastgood, page }) => {
    test.slow();
    const [failed] = await lastgood.api.all<Item>("/api/protected-items?state=failed");
    const device = encodeURIComponent(failed?.device?.id ?? "");
    const session = encodeURIComponent(failed?.lastSession?.id ?? "");
    await page.emulateMedia({ colorScheme: theme });
    const pages = [
      "/",
      "/items?state=failed",
      `/sessions?status=failed&session=${session}`,
      `/devices/${device}`,
      "/devices",
      "/policies",
      "/clients",
      "/sources",
      "/nowhere",
      `/wall?theme=${theme}`,
    ];
    for (const path of pages) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeAttached();
      await expect(page.locator("[aria-busy]")).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page })
        .options({
          resultTypes: ["violations"],
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        })
        .analyze();
      const found = violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html}`));
      expect.soft(found, path).toEqual([]);
    }
  });
}
