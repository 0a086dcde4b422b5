import type { Browser, CDPSession, Page } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { openPage, processorMs, settled } from "./page.ts";
import type { Server } from "./server.ts";

const FRAME_MS = 32;
const SECONDS = 10;
/** CSS pixels a frame: four rows. */
const STEP = 150;
const PATIENCE_MS = 240_000;

/** Frames while the grid of sessions is scrolled, once so many rows have been loaded by scrolling to them. */
export async function measureScrolling(browser: Browser, server: Server, rows: number): Promise<Figure[]> {
  const { page, cdp, close } = await openPage(browser, server);
  try {
    await page.goto(`${server.url}/sessions?rows=all`);
    await settled(page);
    const few = await scroll(page, cdp);
    const loaded = await loadRows(page, rows);
    if (loaded < rows) throw new Error(`only ${loaded} of ${rows} rows were loaded`);
    await page.waitForTimeout(500);
    const many = await scroll(page, cdp);
    return [
      ...figuresOf("sessions scrolled from the first row", few),
      { figure: "sessions: rows loaded", measured: loaded, unit: "rows", most: null },
      ...figuresOf("sessions scrolled among them", many),
    ];
  } finally {
    await close();
  }
}

interface Scrolled {
  longestMs: number;
  /** Percent. */
  late: number;
  /** The page's processor time a frame. */
  processorMs: number;
}

const figuresOf = (name: string, { longestMs, late, processorMs: ms }: Scrolled): Figure[] => [
  { figure: `${name}: longest frame`, measured: longestMs, unit: "ms", most: FRAME_MS },
  { figure: `${name}: frames past 32 ms`, measured: late, unit: "%", most: 0 },
  { figure: `${name}: processor time a frame`, measured: ms, unit: "ms", most: null },
];

async function scroll(page: Page, cdp: CDPSession): Promise<Scrolled> {
  const before = await processorMs(cdp);
  const frames = await scrollBy(page);
  const spent = (await processorMs(cdp)) - before;
  return {
    longestMs: Math.max(...frames),
    late: (100 * frames.filter((ms) => ms > FRAME_MS).length) / frames.length,
    processorMs: spent / frames.length,
  };
}

/** As a hand at the wheel does, back and forth: how long each frame took. */
function scrollBy(page: Page): Promise<number[]> {
  return page.evaluate(
    ([seconds, step]) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector("main table")?.closest("[tabindex]") as HTMLElement;
        const frames: number[] = [];
        const from = scroller.scrollTop;
        const most = scroller.scrollHeight - scroller.clientHeight;
        let [way, last, until] = [1, 0, 0];
        function frame(at: number) {
          if (last > 0) frames.push(at - last);
          else until = at + seconds * 1_000;
          last = at;
          if (at > until) {
            scroller.scrollTop = from;
            resolve(frames);
            return;
          }
          if (scroller.scrollTop >= most - 2_000) way = -1;
          else if (scroller.scrollTop <= 0) way = 1;
          scroller.scrollTop += way * step;
          requestAnimationFrame(frame);
        }
        // From the last row upwards, where there are many.
        if (most > 1_000_000) scroller.scrollTop = most / 2;
        requestAnimationFrame(frame);
      }),
    [SECONDS, STEP] as const,
  );
}

/** Goes to the last row again and again until so many are there; gives how many are. */
async function loadRows(page: Page, rows: number): Promise<number> {
  return page.evaluate(
    ([wanted, patience]) =>
      new Promise<number>((resolve) => {
        const until = performance.now() + patience;
        const scroller = document.querySelector("main table")?.closest("[tabindex]") as HTMLElement;
        const row = () =>
          scroller.querySelector<HTMLElement>("tbody tr[data-index], tbody tr[aria-rowindex]");
        function on() {
          const height = row()?.offsetHeight || 38;
          const there = Math.round(scroller.scrollHeight / height);
          if (there >= wanted || performance.now() > until) resolve(there);
          else {
            scroller.scrollTop = scroller.scrollHeight;
            setTimeout(on, 20);
          }
        }
        on();
      }),
    [rows, PATIENCE_MS] as const,
  );
}
