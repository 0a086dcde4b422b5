import type { Browser } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, settled, type Told, toldBy, wireOf } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 5;
const SLOWED_TIMES = 4;
const KB = 1_000;
const BUDGET = { scriptKb: 170, styleKb: 20, lcpMs: 1_200, taskMs: 100 };

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
    await close();
    const isFirst = path === "/";
    figures.push(
      {
        figure: `${name}: script, gzipped`,
        measured: script / KB,
        unit: "kB",
        most: isFirst ? BUDGET.scriptKb : null,
      },
      {
        figure: `${name}: style, gzipped`,
        measured: style / KB,
        unit: "kB",
        most: isFirst ? BUDGET.styleKb : null,
      },
    );
  }
  return figures;
}

/** Loads of a page with nothing kept, the processor slowed; medians. */
export async function measureLoads(
  browser: Browser,
  server: Server,
  pages: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const told: Told[] = [];
    for (let n = 0; n <= TIMES; n += 1) {
      const { page, close } = await openPage(browser, server, { slowedTimes: SLOWED_TIMES });
      server.anew();
      await page.goto(server.url + path);
      await settled(page);
      // The first of all is the server's first, too.
      if (n > 0) told.push(await toldBy(page));
      await close();
    }
    const load = `${name}, processor slowed ${SLOWED_TIMES} times`;
    figures.push(
      {
        figure: `${load}: largest paint`,
        measured: median(told.map(({ lcpMs }) => lcpMs)),
        unit: "ms",
        most: BUDGET.lcpMs,
      },
      {
        figure: `${load}: longest task`,
        measured: median(told.map(({ longTasksMs }) => Math.max(0, ...longTasksMs))),
        unit: "ms",
        most: BUDGET.taskMs,
      },
      {
        figure: `${load}: layout shift`,
        measured: Math.max(...told.map(({ shift }) => shift)),
        unit: "",
        most: 0,
      },
    );
  }
  return figures;
}
