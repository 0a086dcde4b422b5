// What the screens cost, against their budgets: npm run bench -- web [--only scroll --rows 20000]; --only may be repeated
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "../../e2e/harness/browser.ts";
import { findBrowser } from "../browser.mjs";
import { measureDays } from "./web/days.ts";
import { type Figure, printFigures } from "./web/figures.ts";
import { measureFirstLoads, measureLoads } from "./web/loads.ts";
import { measureKeystroke, measureLive } from "./web/quick.ts";
import { measureScrolling } from "./web/scroll.ts";
import { type Server, serveStore } from "./web/server.ts";
import { HUNDRED_THOUSAND, storeOfHundredThousand, storeOfThousand, THOUSAND } from "./web/stores.ts";
import { measureUpdates } from "./web/updates.ts";

const ROWS = 100_000;
const UPDATES = 10_000;
const DEVICE = `/devices/${encodeURIComponent("rmm-emea:700012")}`;
const POLICY = `/policies/${encodeURIComponent("azure-prod:policy-0")}`;
const CLIENT = `/clients/${encodeURIComponent("rmm-emea:100")}`;
const PAGES = {
  overview: "/",
  sessions: "/sessions",
  items: "/items",
  devices: "/devices",
  device: DEVICE,
  policy: POLICY,
  client: CLIENT,
  days: "/days",
  sources: "/sources",
  wall: "/wall",
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rows: { type: "string" },
    updates: { type: "string" },
  },
});
const path = await findBrowser();
const browser = await chromium.launch({
  ...(path === "" ? {} : { executablePath: path }),
  // As on a desk: a bar that comes while a page is drawn may move it.
  ignoreDefaultArgs: ["--hide-scrollbars"],
});
const thousand = (measure: (server: Server) => Promise<Figure[]>) => async () => {
  const server = await serveStore(await storeOfThousand(), THOUSAND);
  return measure(server).finally(server.stop);
};
const hundredThousand = (measure: (server: Server) => Promise<Figure[]>) => async () => {
  const server = await serveStore(await storeOfHundredThousand(), HUNDRED_THOUSAND);
  return measure(server).finally(server.stop);
};
const PARTS: Record<string, () => Promise<Figure[]>> = {
  "first-load": thousand((server) => measureFirstLoads(browser, server, PAGES)),
  loads: thousand((server) =>
    measureLoads(browser, server, { overview: "/", device: DEVICE, wall: "/wall" }),
  ),
  days: thousand((server) => measureDays(browser, server)),
  live: thousand((server) => measureLive(browser, server)),
  updates: thousand((server) => measureUpdates(browser, server, "/", Number(values.updates ?? UPDATES))),
  keystroke: hundredThousand((server) => measureKeystroke(browser, server)),
  scroll: hundredThousand((server) => measureScrolling(browser, server, Number(values.rows ?? ROWS))),
};

try {
  const figures: Figure[] = [];
  for (const [part, measure] of Object.entries(PARTS)) {
    if (values.only && !values.only.includes(part)) continue;
    process.stdout.write(`${part} …\n`);
    figures.push(...(await measure()));
  }
  const [load = 0] = loadavg();
  console.log(
    `Chromium ${browser.version()}, ${cpus().length} cores, ${Math.round(load * 10) / 10} processes that wanted one in the last minute`,
  );
  if (!printFigures(figures)) process.exitCode = 1;
} finally {
  await browser.close();
}
