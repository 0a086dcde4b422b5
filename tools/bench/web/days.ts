import type { Browser } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, processorMs, settled, wireOf } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 5;
const KB = 1_000;
/** A tenth of the time and a hundredth of the data that another dashboard takes for 1,000 monitors on two cores. */
const BUDGET = { ms: 800, dataKb: 207, allKb: 400 };

interface Drawn {
  rows: number;
  /** As many as the page says that there are. */
  all: number;
  /** Of the frames with the first and with the last of them, milliseconds since the navigation. */
  firstAt: number;
  at: number;
}

/** Every item's 30 days on one page, from the navigation on, with nothing kept. */
export async function measureDays(browser: Browser, server: Server): Promise<Figure[]> {
  const took: number[] = [];
  const first: number[] = [];
  const spent: number[] = [];
  let rows = 0;
  let wire = { data: 0, script: 0, all: 0 };
  for (let n = 0; n <= TIMES; n += 1) {
    const { page, cdp, close } = await openPage(browser, server);
    server.anew();
    await page.addInitScript(noteDrawn);
    await page.goto(`${server.url}/days`);
    const told = await page.waitForFunction(() => {
      const { drawn } = window as unknown as { drawn: Drawn };
      return drawn.rows > 0 && drawn.rows === drawn.all ? drawn : null;
    });
    const drawn = (await told.jsonValue()) as Drawn;
    await settled(page);
    if (n > 0) {
      took.push(drawn.at);
      first.push(drawn.firstAt);
      spent.push(await processorMs(cdp));
    }
    rows = drawn.rows;
    wire = await wireOf(page);
    await close();
  }
  return [
    { figure: "days of every item: rows", measured: rows, unit: "rows", most: null },
    { figure: "days of every item: first drawn after", measured: median(first), unit: "ms", most: null },
    { figure: "days of every item: all drawn after", measured: median(took), unit: "ms", most: BUDGET.ms },
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

/** Runs in the page: looks at each frame how many rows are drawn. */
function noteDrawn(): void {
  const drawn: Drawn = { rows: 0, all: -1, firstAt: 0, at: 0 };
  Object.assign(window, { drawn });
  const look = () => {
    const rows = document.querySelectorAll("main [data-days]").length;
    if (rows > drawn.rows) {
      drawn.at = performance.now();
      drawn.firstAt ||= drawn.at;
      drawn.rows = rows;
      drawn.all = Number(
        /^[\d,]+/.exec(document.querySelector("main p.dim")?.textContent ?? "")?.[0].replaceAll(",", ""),
      );
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
