import type { Browser, Page } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { median, openPage, settled } from "./page.ts";
import type { Server } from "./server.ts";

const TIMES = 7;
const TYPED = ["srv", "fs-0", "sql-00", "web-0", "dc-000", "7", "Client 1"];

/** From a failure's commit to the frame that shows it on the overview. */
export async function measureLive(browser: Browser, server: Server): Promise<Figure[]> {
  const { page, close } = await openPage(browser, server);
  try {
    await page.goto(server.url);
    await settled(page);
    await page.evaluate(watchDrawn);
    const took: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const before = await drawnIn(page, "h1");
      const writtenAt = await server.fail();
      await page.waitForFunction(([text]) => document.querySelector("h1")?.textContent !== text, [
        before.text,
      ] as const);
      await page.waitForTimeout(300);
      took.push((await drawnIn(page, "h1")).at - writtenAt);
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
      await page.waitForTimeout(1_200);
      const { at } = await drawnIn(page, "tbody");
      const { keyAt, servedMs } = await page.evaluate(() => {
        const [asked] = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(
          ({ name }) => name.includes("/api/sessions?") && name.includes("limit=200"),
        );
        return {
          keyAt: (window as unknown as { keyAt: number }).keyAt + performance.timeOrigin,
          servedMs: asked ? asked.responseEnd - asked.requestStart : Number.NaN,
        };
      });
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

interface Drawn {
  text: string;
  /** When the frame after the last change was drawn, epoch milliseconds. */
  at: number;
}

/** Runs in the page: notes when a frame with a change of these was drawn. */
function watchDrawn(): void {
  const drawn: Record<string, number> = {};
  (window as unknown as { drawn: Record<string, number> }).drawn = drawn;
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const place =
        element?.closest("h1, tbody")?.localName ?? (element?.querySelector("tbody") ? "tbody" : null);
      if (place === null) continue;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // The first task after a frame's callbacks comes when it is drawn.
        port1.onmessage = () => {
          drawn[place] = performance.timeOrigin + performance.now();
        };
        port2.postMessage(null);
      });
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

function drawnIn(page: Page, place: string): Promise<Drawn> {
  return page.evaluate(
    (name) => ({
      text: document.querySelector(name)?.textContent ?? "",
      at: (window as unknown as { drawn: Record<string, number> }).drawn[name] ?? Number.NaN,
    }),
    place,
  );
}
