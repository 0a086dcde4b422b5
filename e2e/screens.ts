import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { Item, List, Source } from "./harness/api.ts";
import { type Program, startProgram } from "./harness/program.ts";

const DESK = { width: 1440, height: 900 };
const WALL = { width: 1920, height: 1080 };
const WALL_4K = { width: 3840, height: 2160 };
const WALL_PORTRAIT = { width: 1080, height: 1920 };
const PHONE = { width: 390, height: 844 };
export const THEMES = ["light", "dark"] as const;
const PATIENCE_MS = 180_000;
const QUIET_MS = 300;

export interface Screen {
  name: string;
  path: string;
  viewport: { width: number; height: number };
  /** After the theme in the file's name. */
  suffix?: string;
}

/**
 * Pictures of every page over the demonstration's data, in both themes, as `<page>-<theme>[-phone].png`. The screens
 * must have been built.
 *
 * @param browserPath "" for Playwright's own browser
 */
export async function takeScreens(
  folder: string,
  browserPath: string,
  tell: (file: string) => void,
): Promise<void> {
  // Without a configuration here, the program shows its demonstration.
  const empty = await mkdtemp(join(tmpdir(), "lastgood-screens-"));
  let program: Program | undefined;
  try {
    program = await startProgram(empty, "127.0.0.1:0");
    await filled(program.url);
    await takeAll(program.url, folder, browserPath, tell);
  } finally {
    await program?.stop();
    await rm(empty, { recursive: true, force: true });
  }
}

/** The same of a program that runs already. */
export async function takeAll(
  url: string,
  folder: string,
  browserPath: string,
  tell: (file: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { timeZone } = await read<{ timeZone: string }>(url, "/api/about");
  const browser = await chromium.launch(browserPath === "" ? {} : { executablePath: browserPath });
  try {
    for (const screen of await screensOf(url)) {
      for (const theme of THEMES) {
        const file = `${screen.name}-${theme}${screen.suffix ?? ""}.png`;
        await take(browser, url, { ...screen, timeZone }, theme, join(folder, file));
        tell(file);
      }
    }
  } finally {
    await browser.close();
  }
}

async function take(
  browser: Browser,
  url: string,
  { path, viewport, timeZone }: Screen & { timeZone: string },
  theme: (typeof THEMES)[number],
  file: string,
): Promise<void> {
  const context = await browser.newContext({
    viewport,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    // The server's words tell times by its own clock: the picture agrees with them.
    timezoneId: timeZone,
  });
  const page = await context.newPage();
  await page.goto(url + path.replace("{theme}", theme));
  await drawn(page);
  await page.screenshot({ path: file });
  await context.close();
}

/** Until all that a page shows at first is there: charts are drawn when their code has come. */
export async function drawn(page: Page): Promise<void> {
  await page.locator("main :is(table, ol, section)").first().waitFor();
  let [before, now] = [-1, 0];
  while (now !== before) {
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    before = now;
    await page.waitForTimeout(QUIET_MS);
    now = await page.evaluate(() => performance.getEntriesByType("resource").length);
  }
}

/** Addresses of the pages, with the device, policy and client that have most to show. */
export async function screensOf(url: string): Promise<Screen[]> {
  const { items: failed } = await read<List<Item>>(url, "/api/protected-items?state=failed&limit=50");
  const item = failed.find(({ device, workload }) => device !== null && workload !== null);
  const { items: policies } = await read<List<Group>>(url, "/api/policies?limit=100");
  const policy = policies.find(({ counts }) => sum(counts) > 2);
  const { items: clients } = await read<List<Group>>(url, "/api/clients?limit=100");
  const [client] = clients;
  if (!item?.device || !item.lastSession || !policy || !client)
    throw new Error("There is no failed item, no policy of several devices or no client");
  const device = `/devices/${encodeURIComponent(item.device.id)}`;
  const session = `/sessions?session=${encodeURIComponent(item.lastSession.id)}`;
  return [
    { name: "overview", path: "/", viewport: DESK },
    { name: "sessions", path: session, viewport: DESK },
    { name: "items", path: "/items", viewport: DESK },
    { name: "devices", path: "/devices", viewport: DESK },
    { name: "device", path: device, viewport: DESK },
    { name: "policies", path: "/policies", viewport: DESK },
    { name: "policy", path: `/policies/${encodeURIComponent(policy.id)}`, viewport: DESK },
    { name: "clients", path: "/clients", viewport: DESK },
    { name: "client", path: `/clients/${encodeURIComponent(client.id)}`, viewport: DESK },
    { name: "sources", path: "/sources", viewport: DESK },
    { name: "wall", path: "/wall?theme={theme}", viewport: WALL },
    { name: "wall", path: "/wall?theme={theme}", viewport: WALL_4K, suffix: "-4k" },
    { name: "wall", path: "/wall?theme={theme}", viewport: WALL_PORTRAIT, suffix: "-portrait" },
    { name: "overview", path: "/", viewport: PHONE, suffix: "-phone" },
    { name: "device", path: device, viewport: PHONE, suffix: "-phone" },
    { name: "session", path: session, viewport: PHONE, suffix: "-phone" },
  ];
}

interface Group {
  id: string;
  counts: Record<string, number>;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

/** Until every source was read in whole. */
async function filled(url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await read<List<Source>>(url, "/api/sources");
    if (items.length > 0 && items.every(({ lastGoodPollAt }) => lastGoodPollAt !== null)) return;
    if (Date.now() > until) throw new Error("The demonstration's sources were not read in time");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function read<T>(url: string, path: string): Promise<T> {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}
