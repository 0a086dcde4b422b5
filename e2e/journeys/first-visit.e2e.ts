import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { startProgram } from "../harness/program.ts";
import { serveVendors, VENDORS } from "../harness/vendors.ts";

// Someone starts Lastgood for the first time, copies what the page shows for each product into lastgood.yaml, puts in
// their own address and account, and the page fills by itself.

const PRODUCT = {
  nable: "N-able",
  "veeam-azure": "Veeam for Azure",
  "veeam-enterprise-manager": "Veeam Enterprise Manager",
  unitrends: "Unitrends",
};

test("what the first page shows for each product makes a source of it", async ({ page, context }) => {
  const devices = { nable: 6, azure: 4, enterpriseManager: 3, unitrends: 4 };
  const begin = Date.now();
  const vendors = await serveVendors({ days: 5, devices, now: () => begin });
  const folder = await mkdtemp(join(tmpdir(), "lastgood-first-"));
  const file = join(folder, "lastgood.yaml");
  await writeFile(file, "sources: []\n", { mode: 0o600 });
  const program = await startProgram(folder, "127.0.0.1:0");
  try {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(program.url);
    await expect(page.getByRole("heading", { name: "No source is configured yet" })).toBeVisible();
    const entries: string[] = [];
    for (const vendor of VENDORS) {
      await page.getByRole("button", { name: PRODUCT[vendor], exact: true }).click();
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      entries.push(filledIn(copied, { ...vendors.sources[vendor] }));
    }
    await writeFile(file, `sources:\n${entries.join("")}`);
    await expect(page.getByRole("heading", { name: /have a backup/ })).toBeVisible({ timeout: 30_000 });
    await page.goto(`${program.url}/sources`);
    await expect(page.getByRole("heading", { name: "All 4 sources are read in time." })).toBeVisible({
      timeout: 30_000,
    });
  } finally {
    await program.stop();
    await vendors.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** A copied entry with a real address and account in the place of the invented ones. */
function filledIn(copied: string, own: Record<string, unknown>): string {
  const [, ...lines] = copied.split(/(?<=\n)/);
  return lines
    .map((line) => {
      const key = /^ {4}(url|apiKey|username|password): /.exec(line)?.[1];
      return key === undefined ? line : `    ${key}: ${JSON.stringify(own[key])}\n`;
    })
    .join("");
}
