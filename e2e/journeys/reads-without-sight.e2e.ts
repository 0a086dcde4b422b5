import type { Item } from "../harness/api.ts";
import { seriousFindings } from "../harness/findings.ts";
import { expect, test } from "../harness/test.ts";

// Someone who cannot see the screen, or not its colours, uses every page, in the dark and in the light theme: nothing
// serious that an automatic check can find stands in the way.

test.use({ setting: { days: 12, devices: { nable: 12, azure: 6, enterpriseManager: 2, unitrends: 2 } } });

interface Group {
  id: string;
  counts: Record<string, number>;
}

for (const theme of ["light", "dark"] as const) {
  test(`no page has a serious finding in the ${theme} theme`, async ({ lastgood, page }) => {
    test.setTimeout(180_000);
    const [failed] = await lastgood.api.all<Item>("/api/protected-items?state=failed&vendor=nable");
    const policies = await lastgood.api.all<Group>("/api/policies");
    const policy = policies.find(
      ({ counts }) => Object.values(counts).reduce((sum, one) => sum + one, 0) > 2,
    );
    const [client] = await lastgood.api.all<Group>("/api/clients");
    const id = (named: { id: string } | null | undefined) => encodeURIComponent(named?.id ?? "");
    await page.emulateMedia({ colorScheme: theme });
    for (const path of [
      "/",
      "/items?state=failed",
      `/sessions?status=failed&session=${id(failed?.lastSession)}`,
      `/devices/${id(failed?.device)}`,
      `/policies/${id(policy)}?line=x`,
      `/clients/${id(client)}`,
      "/devices",
      "/days",
      "/sources",
      "/nowhere",
      `/wall?theme=${theme}`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeAttached();
      await expect(page.locator("[aria-busy]")).toHaveCount(0);
      for (const twin of await page.getByText("As a table").all()) await twin.click();
      expect.soft(await seriousFindings(page, theme), path).toEqual([]);
    }
    await page.goto("/sessions");
    for (const name of ["Columns", "Device", "Time"]) {
      await page.locator("summary", { hasText: name }).click();
      expect.soft(await seriousFindings(page, theme), `menu ${name}`).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}
