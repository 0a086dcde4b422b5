import { gzipSync } from "node:zlib";
import type { Browser, Page } from "../../../e2e/harness/browser.ts";
import { serveBare } from "./bare.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, settled, type Told, toldBy, wireOf } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 5;
const SLOWED_TIMES = 4;
const KB = 1_000;
/** Longer than such a page takes to come. */
const BARE_MS = 3_000;
const BUDGET = { scriptKb: 170, styleKb: 20, lcpMs: 1_200, taskMs: 100, shift: 0 };
type Budget = Pick<typeof BUDGET, "lcpMs" | "taskMs" | "shift">;

/** What each page takes over the wire where it is the first that is opened. */
export async function measureFirstLoads(
  browser: Browser,
  server: Server,
  pages: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const { page, close } = await openPage(browser, server);
    await page.goto(server.url + path);
    await settled(page);
    const { script, style } = await wireOf(page);
    const gzipped = await gzippedOf(page);
    await close();
    const isFirst = path === "/";
    for (const [kind, sent] of Object.entries({ script, style }) as ["script" | "style", number][])
      figures.push(
        {
          figure: `${name}: ${kind}, gzipped`,
          measured: gzipped[kind] / KB,
          unit: "kB",
          most: isFirst ? BUDGET[`${kind}Kb`] : null,
        },
        { figure: `${name}: ${kind}, as sent`, measured: sent / KB, unit: "kB", most: null },
      );
  }
  return figures;
}

/** Of what a page has asked for, bytes. */
async function gzippedOf(page: Page): Promise<{ script: number; style: number }> {
  const sizes = { script: 0, style: 0 };
  const asked = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  for (const address of asked) {
    const kind = address.endsWith(".js") ? "script" : address.endsWith(".css") ? "style" : null;
    if (kind === null) continue;
    sizes[kind] += gzipSync(await (await fetch(address)).bytes()).length;
  }
  return sizes;
}

/** Loads of a page with nothing kept, the processor slowed; medians. Beside them a page of React's own, in turn. */
export async function measureLoads(
  browser: Browser,
  server: Server,
  pages: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const bare = await serveBare();
  const told = new Map<string, Told[]>(Object.keys(pages).map((name) => [name, []]));
  const bareTold: Told[] = [];
  try {
    for (let n = 0; n <= TIMES; n += 1) {
      const bareLoad = await toldOf(browser, server, bare.url, (page) => page.waitForTimeout(BARE_MS));
      // The first of all is the server's first, too.
      if (n > 0) bareTold.push(bareLoad);
      for (const [name, path] of Object.entries(pages)) {
        server.anew();
        const load = await toldOf(browser, server, server.url + path, settled);
        if (n > 0) told.get(name)?.push(load);
      }
    }
  } finally {
    bare.stop();
  }
  return [
    ...figuresOf("bare React page", bareTold, null),
    ...[...told].flatMap(([name, loads]) => figuresOf(name, loads, BUDGET)),
  ];
}

async function toldOf(
  browser: Browser,
  server: Server,
  url: string,
  isDone: (page: Page) => Promise<void>,
): Promise<Told> {
  const { page, close } = await openPage(browser, server, { slowedTimes: SLOWED_TIMES });
  try {
    await page.goto(url);
    await isDone(page);
    return await toldBy(page);
  } finally {
    await close();
  }
}

function figuresOf(name: string, told: readonly Told[], budget: Budget | null): Figure[] {
  const load = `${name}, processor slowed ${SLOWED_TIMES} times`;
  return [
    {
      figure: `${load}: largest paint`,
      measured: median(told.map(({ lcpMs }) => lcpMs)),
      unit: "ms",
      most: budget?.lcpMs ?? null,
    },
    {
      figure: `${load}: longest task`,
      measured: median(told.map(({ longTasksMs }) => Math.max(0, ...longTasksMs))),
      unit: "ms",
      most: budget?.taskMs ?? null,
    },
    {
      figure: `${load}: layout shift`,
      measured: Math.max(...told.map(({ shift }) => shift)),
      unit: "",
      most: budget?.shift ?? null,
    },
  ];
}
