import type { Browser, CDPSession, Page } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { openPage, processorMs, settled } from "./page.ts";
import type { Server } from "./server.ts";

const FRAME_MS = 32;
const SECONDS = 6;
/** CSS pixels a frame: a row as by a wheel, four as by a fling. */
const STEPS = { wheel: 38, fling: 150 };
const PATIENCE_MS = 240_000;

/**
 * Frames while the grid of sessions is scrolled, once so many rows have been loaded by scrolling to them; beside it a plain
 * table that stands there in whole, which no script touches.
 */
export async function measureScrolling(browser: Browser, server: Server, rows: number): Promise<Figure[]> {
  const { page, cdp, close } = await openPage(browser, server);
  try {
    await page.goto(`${server.url}/sessions?rows=all`);
    await settled(page);
    const few = await scrollAtEach(page, cdp, "sessions scrolled from the first row");
    const loaded = await loadRows(page, rows);
    if (loaded < rows) throw new Error(`only ${loaded} of ${rows} rows were loaded`);
    await page.waitForTimeout(500);
    const many = await scrollAtEach(page, cdp, "sessions scrolled among them");
    await page.goto("about:blank");
    await page.setContent(PLAIN);
    const plain = await scrollAtEach(page, cdp, "plain table scrolled", null);
    return [
      ...plain,
      ...few,
      { figure: "sessions: rows loaded", measured: loaded, unit: "rows", most: null },
      ...many,
    ];
  } finally {
    await close();
  }
}

const PLAIN = `<main><div tabindex="-1" style="overflow: auto; height: 800px"><table>${"<tr style='height: 38px'><td>sql-hh-03<td>Nordlicht<td>Fri 20 Nov 03:12<td>1 h 04 m<td>1.2 GiB</tr>".repeat(500)}</table></div></main>`;

async function scrollAtEach(
  page: Page,
  cdp: CDPSession,
  name: string,
  most: number | null = FRAME_MS,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [speed, step] of Object.entries(STEPS)) {
    const { longestMs, late, processorMs: ms } = await scroll(page, cdp, step);
    const all = `${name}, ${speed}`;
    figures.push(
      { figure: `${all}: longest frame`, measured: longestMs, unit: "ms", most },
      { figure: `${all}: frames past 32 ms`, measured: late, unit: "%", most: most === null ? null : 0 },
      { figure: `${all}: processor time a frame`, measured: ms, unit: "ms", most: null },
    );
  }
  return figures;
}

interface Scrolled {
  longestMs: number;
  /** Percent. */
  late: number;
  /** The page's processor time a frame. */
  processorMs: number;
}

async function scroll(page: Page, cdp: CDPSession, step: number): Promise<Scrolled> {
  const before = await processorMs(cdp);
  const frames = await scrollBy(page, step);
  const spent = (await processorMs(cdp)) - before;
  return {
    longestMs: Math.max(...frames),
    late: (100 * frames.filter((ms) => ms > FRAME_MS).length) / frames.length,
    processorMs: spent / frames.length,
  };
}

/** As a hand at the wheel does, back and forth: how long each frame took. */
function scrollBy(page: Page, step: number): Promise<number[]> {
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
        // Among the rows, where there are many; to come there is no scrolling.
        if (most > 1_000_000) scroller.scrollTop = most / 2;
        setTimeout(() => requestAnimationFrame(frame), 500);
      }),
    [SECONDS, step] as const,
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
