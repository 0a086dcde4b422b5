import type { Browser, CDPSession, Page } from "../../../e2e/harness/browser.ts";
import type { Server } from "./server.ts";

export const DESK = { width: 1440, height: 900 };
/** Long enough for what a page does of itself after it was drawn. */
const REST_MS = 1_000;
const MOST_RESTS = 60;

/** What a page tells of itself; kept in the page from its first line on. */
export interface Told {
  lcpMs: number;
  longTasksMs: number[];
  shift: number;
}

export interface Opened {
  page: Page;
  cdp: CDPSession;
  close(): Promise<void>;
}

/** A page that has seen nothing yet, by the server's clock. */
export async function openPage(
  browser: Browser,
  { aheadMs }: Server,
  { slowedTimes = 1, viewport = DESK } = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport, locale: "en-GB", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  await page.addInitScript(keepClock, aheadMs);
  await page.addInitScript(keepWhatIsTold);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  if (slowedTimes > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowedTimes });
  return { page, cdp, close: () => context.close() };
}

/**
 * Until everything has come and been drawn; the stream of events stays open. The page is asked seldom: to look into it
 * is work for it, too.
 */
export async function settled(page: Page): Promise<void> {
  let before = -1;
  for (let times = 0; times < MOST_RESTS; times += 1) {
    await page.waitForTimeout(REST_MS);
    const now = await page.evaluate(() => ({
      isDrawn:
        document.querySelector("main :is(table, ol, ul, section)") !== null &&
        document.querySelector("[aria-busy=true]") === null,
      came: performance.getEntriesByType("resource").length,
    }));
    if (now.isDrawn && now.came === before) return;
    before = now.came;
  }
  throw new Error(`${page.url()} did not come to rest`);
}

export const toldBy = (page: Page): Promise<Told> =>
  page.evaluate(() => (window as unknown as { told: Told }).told);

export interface Wire {
  /** Bodies as they came, compressed; bytes. */
  script: number;
  style: number;
  fonts: number;
  data: number;
  page: number;
  /** With the headers. */
  all: number;
}

/** What came over the wire since the page's beginning. */
export function wireOf(page: Page): Promise<Wire> {
  return page.evaluate(() => {
    const kinds: Record<string, "script" | "style" | "fonts"> = {
      ".js": "script",
      ".css": "style",
      ".woff2": "fonts",
    };
    const wire = { script: 0, style: 0, fonts: 0, data: 0, page: 0, all: 0 };
    for (const kind of ["navigation", "resource"])
      for (const one of performance.getEntriesByType(kind) as PerformanceResourceTiming[]) {
        const { pathname } = new URL(one.name);
        const ending = pathname.slice(pathname.lastIndexOf("."));
        const of = pathname.startsWith("/api/") ? "data" : (kinds[ending] ?? "page");
        wire[of] += one.encodedBodySize;
        wire.all += one.transferSize;
      }
    return wire;
  });
}

export interface Memory {
  heapMb: number;
  nodes: number;
}

/** After the collector has run. */
export async function memoryOf(cdp: CDPSession): Promise<Memory> {
  for (let n = 0; n < 3; n += 1) await cdp.send("HeapProfiler.collectGarbage");
  const of = await metricsOf(cdp);
  return { heapMb: of("JSHeapUsedSize") / 1_048_576, nodes: of("Nodes") };
}

/** Processor time of the page's process until now: it says the same on a busy machine. */
export async function processorMs(cdp: CDPSession): Promise<number> {
  return (await metricsOf(cdp))("ProcessTime") * 1_000;
}

async function metricsOf(cdp: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (name) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Runs in the page: dates are those of the server; what measures time is left alone. */
function keepClock(aheadMs: number): void {
  const Own = Date;
  class Ahead extends Own {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(Own.now() + aheadMs);
      else super(...(given as [number]));
    }
    static override now = () => Own.now() + aheadMs;
  }
  window.Date = Ahead as DateConstructor;
}

/** Runs in the page. */
function keepWhatIsTold(): void {
  const told: Told = { lcpMs: Number.NaN, longTasksMs: [], shift: 0 };
  (window as unknown as { told: Told }).told = told;
  const hear = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  hear("largest-contentful-paint", (entry) => {
    told.lcpMs = entry.startTime;
  });
  hear("longtask", (entry) => told.longTasksMs.push(entry.duration));
  hear("layout-shift", (entry) => {
    told.shift += (entry as PerformanceEntry & { value: number }).value;
  });
}
