import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { Api } from "../harness/api.ts";
import { type Program, startProgram } from "../harness/program.ts";
import { filled } from "../harness/test.ts";
import { serveVendors, VENDORS, type Vendors } from "../harness/vendors.ts";
import { drawn, type Screen, screensOf, THEMES } from "../screens.ts";

// Pages look as in e2e/pictures: over one world whose clock, and the browser's, stand at one moment. After a change that is
// meant, `npm run bench -- pictures` takes them anew; then look at each.

/** A night's end, with some runs still going. */
const AT = Date.parse("2026-11-20T02:12:00.000Z");
const ZONE = "Europe/Berlin";
const SHOWN = ["overview", "sessions", "device", "policy", "client", "sources", "wall"];

// One program for all of them.
test.describe.configure({ mode: "default" });

let [folder, url] = ["", ""];
let vendors: Vendors;
let program: Program;
let screens: Screen[] = [];

test.beforeAll(async () => {
  vendors = await serveVendors({
    days: 32,
    devices: { nable: 21, azure: 6, enterpriseManager: 6, unitrends: 6 },
    now: () => AT,
  });
  folder = await mkdtemp(join(tmpdir(), "lastgood-visual-"));
  const config = {
    server: { timeZone: ZONE },
    sources: VENDORS.map((vendor) => ({ ...vendors.sources[vendor], every: "1h" })),
    clients: vendors.clients,
  };
  await writeFile(join(folder, "lastgood.yaml"), JSON.stringify(config), { mode: 0o600 });
  const clock = new URL(`../harness/standing-clock.mjs?at=${AT}`, import.meta.url);
  program = await startProgram(folder, "127.0.0.1:0", [`--import=${clock.href}`]);
  url = program.url;
  await filled(new Api(url));
  screens = (await screensOf(url)).filter(({ name, suffix }) => SHOWN.includes(name) && !suffix);
});

test.afterAll(async () => {
  await program?.stop();
  await vendors?.close();
  await rm(folder, { recursive: true, force: true });
});

for (const name of SHOWN)
  test(`${name} looks as drawn, light and dark`, async ({ page }) => {
    const screen = screens.find((one) => one.name === name) as Screen;
    await page.setViewportSize(screen.viewport);
    await page.clock.setFixedTime(AT);
    await standStill(page);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      if (page.url() === "about:blank" || screen.path.includes("{theme}")) {
        await page.goto(url + screen.path.replace("{theme}", theme));
        await drawn(page);
      }
      await expect(page).toHaveScreenshot(`${name}-${theme}.png`);
    }
  });

/** What differs from start to start: ports, how long a poll took and when the next one is. */
async function standStill(page: Page): Promise<void> {
  const still = (source: object, index: number) => ({
    ...source,
    url: `http://127.0.0.1:${7411 + index}`,
    lastPollMs: 2_000,
    nextPollAt: new Date(AT + 3_600_000).toISOString(),
    sweepEstimateMs: 2_000,
  });
  for (const [path, list] of [
    ["**/api/sources", "items"],
    ["**/api/overview", "sources"],
  ] as const)
    await page.route(path, async (route) => {
      const answer = await route.fetch();
      const told = (await answer.json()) as Record<string, object[]>;
      await route.fulfill({ response: answer, json: { ...told, [list]: told[list]?.map(still) } });
    });
}
