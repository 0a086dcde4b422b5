import type { Item, Overview } from "../harness/api.ts";
import { expect, type Lastgood, test } from "../harness/test.ts";
import { type Session, VENDORS } from "../harness/vendors.ts";

// The operator opens Lastgood in the morning: the sentence and the counts agree with what the vendors hold, each count
// opens exactly the items it counts, and the worst item leads to its device, its session and the vendor's own record.

const LABELS = {
  failed: "Failed",
  overdue: "Overdue",
  unknown: "Unknown",
  never: "Never",
  warning: "Warning",
  ok: "Fine",
};
const FAILURES = ["failed", "interrupted", "canceled", "not-started"];
const BACKUPS = ["backup", "snapshot", "copy"];

/** Which machine's what failed last, read from the vendors' sessions alone. */
function failedInTheWorld({ simulators, sources }: Lastgood): string[] {
  const newest = new Map<string, Session>();
  const sessions = VENDORS.flatMap((vendor) => simulators[vendor].sessions(sources[vendor].id));
  for (const session of sessions) {
    const { device, policy, workload, vendorType, vendor, kind, status } = session;
    if (device === null || status === "running" || !BACKUPS.includes(kind)) continue;
    const within = vendor === "unitrends" ? [workload] : [policy?.id, workload, vendorType];
    const key = [device.id, ...within].join("|");
    const known = newest.get(key);
    if (!known || (known.at ?? "") < (session.at ?? "")) newest.set(key, session);
  }
  return [...newest.values()]
    .filter(({ status }) => FAILURES.includes(status))
    .map(({ device, workload }) => `${device?.id} ${workload}`)
    .toSorted();
}

test("the answer agrees with the vendors, and every count opens what it counts", async ({
  lastgood,
  page,
}) => {
  const { api } = lastgood;
  const overview = await api.get<Overview>("/api/overview");
  const failed = await api.all<Item>("/api/protected-items?state=failed");
  expect(failed.map(({ device, workload }) => `${device?.id} ${workload}`).toSorted()).toEqual(
    failedInTheWorld(lastgood),
  );
  expect(overview.counts.failed).toBeGreaterThan(1);
  expect(overview.counts.ok).toBeGreaterThan(20);

  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(overview.sentence);
  const counts = page.getByRole("list", { name: `${overview.total} items by state` });
  for (const [state, label] of Object.entries(LABELS)) {
    const n = overview.counts[state] ?? 0;
    const link = counts.getByRole("link", { name: new RegExp(`^${n}\\s*${label}$`) });
    if (state === "never" && n === 0) {
      await expect(counts.getByText(label)).toHaveCount(0);
      continue;
    }
    await expect(link).toBeVisible();
    if (n === 0) continue;
    const { items } = await api.get<{ items: Item[] }>(`/api/protected-items?state=${state}&limit=15`);
    await link.click();
    const table = page.getByRole("table", { name: /protected items/ });
    await expect(table).toHaveAttribute("aria-rowcount", String(n + 1));
    const states = table.getByRole("row").filter({ has: page.getByRole("cell") });
    for (const [i, item] of items.entries()) {
      const row = states.nth(i);
      await expect(row.getByRole("cell").first()).toHaveText(label);
      await expect(row).toContainText((item.device ?? item.policy)?.name as string);
    }
    await page.goBack();
  }
});

test("the worst item opens its device, its session and the vendor's record", async ({ lastgood, page }) => {
  const { worst } = await lastgood.api.get<Overview>("/api/overview");
  const item = worst[0] as Item;
  const name = item.device?.name as string;
  const sessionId = item.lastSession?.id as string;
  const { raw } = await lastgood.api.get<{ raw: { text: string } }>(
    `/api/sessions/${encodeURIComponent(sessionId)}`,
  );

  await page.goto("/");
  const list = page.getByRole("region", { name: "Needs someone, worst first" });
  const first = list.getByRole("row").nth(1);
  await expect(first).toContainText(item.reason);
  await first.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);

  const row = page
    .getByRole("table", { name: "Protected items, worst first" })
    .getByRole("row")
    .filter({ hasText: item.workload ?? name })
    .filter({ hasText: item.reason });
  await row.getByRole("cell").nth(4).getByRole("link").click();
  const drawer = page.getByRole("complementary", { name: "Session" });
  await expect(drawer.getByRole("heading", { level: 2 })).toContainText(name);
  await expect(drawer.getByText("Failed").first()).toBeVisible();
  await expect(drawer.locator("pre").filter({ hasText: raw.text.slice(0, 40).trim() })).toHaveText(raw.text);
  await expect(page).toHaveURL(/session=/);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
});
