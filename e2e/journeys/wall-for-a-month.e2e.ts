import type { CDPSession } from "@playwright/test";
import type { Item, Overview, Source } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";

// The wall hangs there for a month and nobody touches it: every three hours something else fails and heals, once a day a
// source is dark, the computer sleeps between. The wall says so each time, needs no more memory and no more of the page
// than after three days, and at the end loads a new release by itself.

const STEP_HOURS = 3;
const HOURS = 30 * 24;
const SETTLED = 3 * 24;
const HOUR = 3_600_000;
const DARK_AT = 6;

// A trace of every step would be most of the time.
test.use({ setting: { days: 5 }, trace: "off" });

test("a month of updates leaves the wall as small as it was, and a new release is loaded", async ({
  lastgood,
  page,
}) => {
  test.slow();
  const month: Month = {
    overview: await lastgood.api.get("/api/overview"),
    about: await lastgood.api.get("/api/about"),
    items: await lastgood.api.all<Item>("/api/protected-items"),
    startAt: Date.now(),
    darkAt: DARK_AT,
  };
  await page.addInitScript(liveThrough, month);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.clock.install({ time: month.startAt });
  await page.goto("/wall?sound=on");
  const failed = page.getByRole("list", { name: "Items by state" }).getByRole("listitem").first();
  await expect(failed).toHaveText(/^4\s*failed/);
  const said = page.getByRole("banner").or(page.locator("header"));
  const cdp = await page.context().newCDPSession(page);

  let settled: Footprint | null = null;
  for (let hour = STEP_HOURS; hour <= HOURS; hour += STEP_HOURS) {
    await page.clock.fastForward(STEP_HOURS * HOUR - 2_000);
    await page.evaluate((at) => (globalThis as unknown as InPage).tell(at, "1.0.0"), hour);
    await page.clock.runFor(2_000);
    if (hour % 24 === DARK_AT) await expect(said).toContainText("not read for");
    if (hour === SETTLED) settled = await footprint(cdp);
  }
  await expect(failed).toHaveText(/^4\s*failed/);
  const after = await footprint(cdp);
  const before = settled as Footprint;
  test.info().annotations.push({ type: "footprint", description: JSON.stringify({ before, after }) });
  expect(after.nodes, "nodes of the page").toBeLessThanOrEqual(before.nodes * 1.1 + 50);
  expect(after.listeners, "listeners").toBeLessThanOrEqual(before.listeners + 10);
  expect(after.heapMB, "memory in MB").toBeLessThan(before.heapMB * 1.1 + 1);

  await page.evaluate((at) => (globalThis as unknown as InPage).tell(at, "1.0.1"), HOURS);
  await expect(page.getByText("Lastgood 1.0.1 is here")).toBeVisible();
  const reloaded = page.waitForEvent("load");
  await page.clock.runFor(10_000);
  await reloaded;
  await page.clock.runFor(2_000);
  await expect(failed).toHaveText(/failed/);
});

interface Footprint {
  heapMB: number;
  nodes: number;
  listeners: number;
}

async function footprint(cdp: CDPSession): Promise<Footprint> {
  await cdp.send("HeapProfiler.enable");
  for (let time = 0; time < 3; time += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  return { heapMB: Math.round(usedSize / 10_000) / 100, nodes, listeners: jsEventListeners };
}

interface Month {
  overview: Overview & { sources: Source[] };
  about: object;
  items: Item[];
  startAt: number;
  darkAt: number;
}

interface InPage {
  tell(hour: number, version: string): void;
}

/** In the page: answers of a month, and a stream of events that the test speaks through. */
function liveThrough({ overview, about, items, startAt, darkAt }: Month): void {
  let hour = 0;
  let version = "1.0.0";
  const at = (hours: number) => new Date(startAt + hours * 3_600_000).toISOString();

  /** Others each time, and as many at the same hour of each day. */
  const troubled = () =>
    Array.from({ length: 4 + (hour % 24) }, (_, index) => ({
      ...items[(hour * 7 + index) % items.length],
      state: "failed",
      reason: `failure ${hour} ${index}`,
      failingSince: at(hour),
      failuresInARow: 1 + (hour % 9),
    }));
  const answers: Record<string, (asked: URL) => object> = {
    "/api/about": () => ({ ...about, version }),
    "/api/overview": () => ({
      ...overview,
      asOf: at(hour),
      counts: { ...overview.counts, failed: troubled().length },
      sources: overview.sources.map((source) => ({
        ...source,
        lastGoodPollAt: source.id === "ueb" && hour % 24 === darkAt ? at(hour - 5) : at(hour),
        nextPollAt: at(hour + 1),
      })),
    }),
    "/api/protected-items": ({ searchParams }) => {
      const list = searchParams.getAll("state").includes("failed") ? troubled() : [];
      return { items: list, nextCursor: null, total: list.length, totalIsAtLeast: false };
    },
  };

  const open = new Set<EventTarget>();
  class SpokenStream extends EventTarget {
    constructor() {
      super();
      open.add(this);
      queueMicrotask(() => this.dispatchEvent(new Event("open")));
    }
    close(): void {
      open.delete(this);
    }
  }
  Object.assign(globalThis, {
    EventSource: SpokenStream,
    fetch(asked: string | URL | Request) {
      const url = new URL(asked instanceof Request ? asked.url : asked, location.href);
      const answer = answers[url.pathname];
      return Promise.resolve(
        answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer(url)),
      );
    },
    tell(nextHour: number, nextVersion: string) {
      [hour, version] = [nextHour, nextVersion];
      const all = { sourceIds: [], deviceIds: [], policyIds: [], sessions: 1, healthOnly: false };
      for (const stream of open) {
        const say = (name: string, data: object) =>
          stream.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
        say("changed", { seq: hour, ...all });
        say("heartbeat", { seq: hour, version });
      }
    },
  } satisfies InPage & Record<string, unknown>);
}
