import type { Browser } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, processorMs, settled, wireOf } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 5;
const KB = 1_000;
/** A tenth of the time and a hundredth of the data that another dashboard takes for 1,000 monitors on two cores. */
const BUDGET = { ms: 800, dataKb: 207, allKb: 400 };

/** Every item's 30 days on one page, from the navigation on, with nothing kept. */
export async function measureDays(browser: Browser, server: Server): Promise<Figure[]> {
  const took: number[] = [];
  const spent: number[] = [];
  let rows = 0;
  let wire = { data: 0, script: 0, all: 0 };
  for (let n = 0; n <= TIMES; n += 1) {
    const { page, cdp, close } = await openPage(browser, server);
    server.anew();
    await page.addInitScript(() => {
      const look = () => {
        const count = document.querySelectorAll("main [data-days]").length;
        if (count > 0) Object.assign(window, { daysAt: performance.now(), dayRows: count });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(`${server.url}/days`);
    await page.waitForFunction(() => "daysAt" in window);
    const told = await page.evaluate(() => {
      const { daysAt, dayRows } = window as unknown as { daysAt: number; dayRows: number };
      return { daysAt, dayRows };
    });
    await settled(page);
    if (n > 0) {
      took.push(told.daysAt);
      spent.push(await processorMs(cdp));
    }
    rows = told.dayRows;
    wire = await wireOf(page);
    await close();
  }
  return [
    { figure: "days of every item: rows", measured: rows, unit: "rows", most: null },
    { figure: "days of every item: drawn after", measured: median(took), unit: "ms", most: BUDGET.ms },
    {
      figure: "days of every item: processor time of the page",
      measured: median(spent),
      unit: "ms",
      most: null,
    },
    { figure: "days of every item: data", measured: wire.data / KB, unit: "kB", most: BUDGET.dataKb },
    { figure: "days of every item: script", measured: wire.script / KB, unit: "kB", most: null },
    {
      figure: "days of every item: all of a first visit",
      measured: wire.all / KB,
      unit: "kB",
      most: BUDGET.allKb,
    },
  ];
}
