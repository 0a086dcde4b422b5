import type { WorldItem } from "@lastgood/simulators";
import type { Item } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// The wall hangs there untouched. A backup fails at a vendor: the wall names it within one poll and two seconds, and
// counts it as new.

const EVERY_S = 3;

test.use({ setting: { every: { "veeam-azure": `${EVERY_S}s` }, live: true } });

test("a new failure is on the wall within a poll", async ({ lastgood, page }) => {
  const { api, world } = lastgood;
  const items = await api.all<Item>("/api/protected-items?vendor=veeam-azure");
  const failedBefore = (await api.all<Item>("/api/protected-items?state=failed")).length;
  // A policy runs for all its machines: one without failures, so that none heals as another fails.
  const policies = new Map(
    items.filter(({ state }) => state === "failed").map((item) => [item.policy?.id, item]),
  );
  const fine = items.find(
    ({ state, device, policy }) => state === "ok" && device && !policies.has(policy?.id),
  );
  const name = fine?.device?.name as string;
  const { key } = world
    .items("veeam-azure")
    .find((one) => one.device === name && one.type === fine?.vendorType) as WorldItem;

  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto("/wall");
  const counts = page.getByRole("list", { name: "Items by state" });
  await expect(counts.getByRole("listitem").first()).toHaveText(new RegExp(`^${failedBefore}\\s*failed`));
  const line = page.getByRole("listitem").filter({ hasText: name }).filter({ hasText: "failed" });
  await expect(line).toHaveCount(0);

  world.failNow(key);
  await expect(line).toBeVisible({ timeout: (EVERY_S + 2) * 1_000 });
  await expect(counts.getByRole("listitem").first()).toHaveText(
    new RegExp(`^${failedBefore + 1}\\s*failed\\s*1 new`),
  );
  const failed = await api.all<Item>("/api/protected-items?state=failed");
  expect(failed.map((item) => item.device?.name)).toContain(name);
});
