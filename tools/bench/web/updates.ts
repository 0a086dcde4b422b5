import type { Browser } from "../../../e2e/harness/browser.ts";
import type { Figure } from "./figures.ts";
import { memoryOf, openPage, settled } from "./page.ts";
import type { Server } from "./server.ts";

const WARM = 50;
/** What a page may keep of all that went by. */
const MOST_MORE_MB = 5;
const MOST_MORE_NODES = 500;

interface Driven {
  run(updates: number): Promise<number>;
}

/**
 * A page's memory before and after so many live updates: a stream of events within the page tells of each at once, without
 * the half second for which the page gathers them, and answers alternate between two that the server gave, one of them with
 * counts changed. Each is read, compared and drawn as any other.
 */
export async function measureUpdates(
  browser: Browser,
  server: Server,
  path: string,
  updates: number,
): Promise<Figure[]> {
  const { page, cdp, close } = await openPage(browser, server);
  try {
    await page.addInitScript(driveEvents);
    await page.goto(server.url + path);
    await settled(page);
    const run = (times: number) =>
      page.evaluate((n) => (window as unknown as { driven: Driven }).driven.run(n), times);
    await run(WARM);
    const before = await memoryOf(cdp);
    const begunAt = performance.now();
    const read = await run(updates);
    const ms = (performance.now() - begunAt) / updates;
    const after = await memoryOf(cdp);
    const of = `${path}, ${updates.toLocaleString("en")} live updates`;
    return [
      { figure: `${of}: answers read`, measured: read, unit: "answers", most: null },
      { figure: `${of}: each`, measured: ms, unit: "ms", most: null },
      { figure: `${of}: heap after`, measured: after.heapMb, unit: "MB", most: null },
      {
        figure: `${of}: heap grown`,
        measured: after.heapMb - before.heapMb,
        unit: "MB",
        most: MOST_MORE_MB,
      },
      { figure: `${of}: DOM nodes after`, measured: after.nodes, unit: "nodes", most: null },
      {
        figure: `${of}: DOM nodes more`,
        measured: after.nodes - before.nodes,
        unit: "nodes",
        most: MOST_MORE_NODES,
      },
    ];
  } finally {
    await close();
  }
}

/** Runs in the page, before it. */
function driveEvents(): void {
  const usualFetch = window.fetch;
  const usualTimeout = window.setTimeout;
  const answers = new Map<string, string[]>();
  let [seq, asked, read, isDriven] = [0, 0, 0, false];
  const streams: EventTarget[] = [];
  const isAsking = () => asked > 0;

  class Stream extends EventTarget {
    constructor() {
      super();
      streams.push(this);
      usualTimeout(() => this.dispatchEvent(new Event("open")), 0);
    }
    close() {}
  }
  window.EventSource = Stream as unknown as typeof EventSource;
  // A timer of nothing takes four milliseconds where one sets the next.
  const { port1, port2 } = new MessageChannel();
  const soon: (() => void)[] = [];
  port1.addEventListener("message", () => soon.shift()?.());
  port1.start();
  const turn = () =>
    new Promise<void>((resolve) => {
      soon.push(resolve);
      port2.postMessage(null);
    });
  // What the page gathers for is cut short; a timer of another length stays as it is.
  window.setTimeout = ((run: () => void, ms?: number, ...rest: unknown[]) => {
    if (!isDriven || ms !== 500) return usualTimeout(run, ms, ...rest);
    void turn().then(run);
    return 0;
  }) as typeof window.setTimeout;
  window.fetch = async (asking, init) => {
    const path = asking instanceof Request ? asking.url : asking.toString();
    const known = answers.get(path);
    asked += 1;
    try {
      if (isDriven && known) {
        read += 1;
        return new Response(known[read % known.length], { headers: { "content-type": "application/json" } });
      }
      const answer = await usualFetch(asking, init);
      const text = await answer.clone().text();
      // Another count each time: the overview's failed, a page's total.
      if (answer.ok) answers.set(path, [text, text.replace(/"(failed|total|good)":(\d+)/g, '"$1":1$2')]);
      return answer;
    } finally {
      asked -= 1;
    }
  };
  (window as unknown as { driven: Driven }).driven = {
    async run(updates) {
      isDriven = true;
      const before = read;
      for (let n = 0; n < updates; n += 1) {
        seq += 1;
        const data = { seq, sourceIds: [], deviceIds: [], policyIds: [], sessions: 1, healthOnly: false };
        streams.at(-1)?.dispatchEvent(new MessageEvent("changed", { data: JSON.stringify(data) }));
        do await turn();
        while (isAsking());
      }
      isDriven = false;
      return read - before;
    },
  };
}
