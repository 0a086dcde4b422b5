import type { Browser, Page } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, settled } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 7;
/** The last letter of each changes the first rows. */
const TYPED = ["1", "7", "sql-0004", "web-0012", "dc-0003", "fs-0002", "srv-0011"];

/** From a failure's commit to the frame that shows it on the overview. */
export async function measureLive(browser: Browser, server: Server): Promise<Figure[]> {
  const { page, close } = await openPage(browser, server);
  try {
    await page.goto(server.url);
    await settled(page);
    await page.evaluate(watchDrawn);
    const took: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const writtenAt = await server.fail();
      took.push((await drawnAfter(page, "h1", writtenAt)) - writtenAt);
    }
    return [
      {
        figure: "overview: from a failure in the store to the frame that says so",
        measured: median(took),
        unit: "ms",
        most: 1_000,
      },
    ];
  } finally {
    await close();
  }
}

/** From the key to the frame with its result, less the time that the server took for it. */
export async function measureKeystroke(browser: Browser, server: Server): Promise<Figure[]> {
  const { page, close } = await openPage(browser, server);
  try {
    await page.goto(`${server.url}/sessions?rows=all`);
    await settled(page);
    await page.evaluate(watchDrawn);
    const own: number[] = [];
    const whole: number[] = [];
    const field = page.getByRole("searchbox").first();
    for (const text of TYPED) {
      await field.fill("");
      await settled(page);
      await field.fill(text.slice(0, -1));
      await settled(page);
      await page.evaluate(() => {
        performance.clearResourceTimings();
        addEventListener("keydown", () => Object.assign(window, { keyAt: performance.now() }), {
          once: true,
        });
      });
      await field.press(text.slice(-1));
      const { keyAt, readAt, servedMs } = await page.evaluate(readAnswer);
      const at = await drawnAfter(page, "tbody", readAt);
      whole.push(at - keyAt);
      own.push(at - keyAt - servedMs);
    }
    return [
      {
        figure: "sessions: from a key to its result, less the server's time",
        measured: median(own),
        unit: "ms",
        most: 100,
      },
      { figure: "sessions: from a key to its result", measured: median(whole), unit: "ms", most: null },
    ];
  } finally {
    await close();
  }
}

/** Runs in the page: when the key came and the answer to it had been read, epoch milliseconds, and how long the server had. */
async function readAnswer(): Promise<{ keyAt: number; readAt: number; servedMs: number }> {
  for (;;) {
    const asked = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).find(
      ({ name }) => name.includes("/api/sessions?") && name.includes("q="),
    );
    const { keyAt } = window as unknown as { keyAt: number };
    if (asked)
      return {
        keyAt: performance.timeOrigin + keyAt,
        readAt: performance.timeOrigin + asked.responseEnd,
        servedMs: asked.responseEnd - asked.requestStart,
      };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs in the page: notes when a frame with a change of these was drawn, epoch milliseconds. */
function watchDrawn(): void {
  const drawn: Record<string, number[]> = { h1: [], tbody: [] };
  (window as unknown as { drawn: Record<string, number[]> }).drawn = drawn;
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const within = element?.closest("h1, tbody") ?? element?.querySelector("tbody");
      if (!within) continue;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // The first task after a frame's callbacks comes when it is drawn.
        port1.addEventListener("message", () =>
          drawn[within.localName]?.push(performance.timeOrigin + performance.now()),
        );
        port1.start();
        port2.postMessage(null);
      });
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** The first such frame after this time; waits for it. */
async function drawnAfter(page: Page, place: string, after: number): Promise<number> {
  const found = await page.waitForFunction(
    ([name, from]) =>
      (window as unknown as { drawn: Record<string, number[]> }).drawn[name]?.find((at) => at >= from),
    [place, after] as const,
  );
  return (await found.jsonValue()) as number;
}
